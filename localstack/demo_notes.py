"""Adds notes of each level to the demo practice, a draft and an addendum."""

import threading
import time
from collections.abc import Callable

from chalicelib.notes.domain.note import HOLD
from localstack.api_client import ApiClient, ApiRefused

SESSION = """\
Subjective:
Slept five to six hours most nights; worries less about work.

Objective:
Calm, engaged, on time.

Assessment:
Anxiety is easing. Sleep diary shows a later bedtime on weekends.

Plan:
Keep the diary. Try the breathing exercise before bed."""
NOTES = (
    ("practice", "Prefers morning appointments. Mail may be left with the front office."),
    ("care_team", SESSION),
    ("private", "My own thought: ask about the move next time, gently."),
    ("shared", "For this week: the sleep diary, and the breathing exercise each evening."),
)
OF_RILEY = (
    ("practice", "Comes by bus; a start on the hour suits best."),
    ("care_team", "First visit went well. Next time: the week at school."),
)
JOINT = "Spoke with Jordan about the joint session. We agree on weekly visits until June."
ADDENDUM = "Jordan and I have set the first joint session for next week."
DRAFT = "Data:\nArrived a little late; talked about the new school.\n\nAssessment:\n"


def add_notes(jordan: ApiClient, sam: ApiClient) -> None:
    """
    Write notes about three clients, as their providers.

    The notes become permanent after two minutes, while the local cloud runs.
    """
    clients = {each["name"]: each["id"] for each in jordan.get("/clients")["items"]}
    avery, morgan = clients["Avery Stone"], clients["Morgan Lee"]
    for level, text in NOTES:
        jordan.post(f"/clients/{avery}/notes", {"level": level, "text": text})
    process = {"text": "Process note of the intake.", "level": "private", "psychotherapy": True}
    jordan.post(f"/clients/{avery}/notes", process)
    riley = next(
        each["id"] for each in sam.get("/clients")["items"] if each["name"] == "Riley Chen"
    )
    for level, text in OF_RILEY:
        sam.post(f"/clients/{riley}/notes", {"level": level, "text": text})
    sam.post(f"/clients/{morgan}/notes", {"level": "care_team", "text": JOINT})
    jordan.put(f"/clients/{morgan}/note-draft", {"level": "care_team", "text": DRAFT})


def add_addendum(sam: ApiClient) -> None:
    """Add an addendum to the note that Sam wrote, which must be permanent."""
    clients = {each["name"]: each["id"] for each in sam.get("/clients")["items"]}
    notes = sam.get(f"/clients/{clients['Morgan Lee']}/notes")["items"]
    note = next(each["id"] for each in notes if each["text"] == JOINT)
    sam.post(f"/notes/{note}/addenda", {"text": ADDENDUM})


def add_addendum_in_background(sam: ApiClient, say: Callable[[str], None]) -> None:
    """Add the addendum when the note is permanent, unless the program ends before."""

    def work() -> None:
        time.sleep(HOLD.total_seconds() + 1)
        try:
            add_addendum(sam)
        except (ApiRefused, OSError) as error:
            say(f"An addendum of the demo practice is missing: {error}")

    threading.Thread(target=work, name="demo-addendum", daemon=True).start()
