"""The one origin of the local cloud."""

import json
import urllib.request


def test_the_api_answers_under_the_one_origin(cloud):
    with urllib.request.urlopen(f"{cloud.url}/api/health") as answer:
        assert json.load(answer)["ok"] is True
        assert answer.headers["Cache-Control"] == "no-store"
