"""Prints the API's OpenAPI document: `python -m infra.openapi`."""

import json

from app import app
from chalicelib.platform.http import health, openapi

if __name__ == "__main__":
    print(json.dumps(openapi.document(app, health.VERSION), indent=1))
