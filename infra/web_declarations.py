"""
Prints the constants that the web client shares with the server.

`python -m infra.web_declarations` runs this module, for `make schema`. The output is a
list of the web client's generated files, with the constants of each.
"""

import json
from typing import Any

from chalicelib.payments.account_forms import ACCOUNT_FORMS
from chalicelib.payments.domain.account_form import KeyField
from chalicelib.platform.files.file_types import ACCEPTED_TYPES, FILE_TYPES, MAX_FILE_BYTES


def web_declarations() -> list[dict[str, Any]]:
    return [
        {
            "source": "chalicelib/payments/account_forms.py",
            "target": "src/billing/processors/account-forms.generated.ts",
            "constants": {
                "ACCOUNT_FORMS": {
                    kind: [_key_field(field) for field in form.fields]
                    for kind, form in ACCOUNT_FORMS.items()
                }
            },
        },
        {
            "source": "chalicelib/platform/files/file_types.py",
            "target": "src/api/file-types.generated.ts",
            "constants": {
                "MAX_FILE_BYTES": MAX_FILE_BYTES,
                "TYPE_WORDS": ACCEPTED_TYPES,
                "MEDIA_TYPES": {
                    extension: media_type
                    for media_type, each in FILE_TYPES.items()
                    for extension in each.extensions
                },
            },
        },
    ]


def _key_field(field: KeyField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "hint": field.hint,
        "shown_as": field.shown_as,
        "is_secret": field.is_secret,
        "is_required": field.is_required,
        "is_for_webhooks": field.is_for_webhooks,
    }


if __name__ == "__main__":
    print(json.dumps(web_declarations(), indent=1))
