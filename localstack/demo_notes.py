"""Adds notes of each level to the demo practice, and a draft."""

from localstack.api_client import ApiClient

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
JOINT = "Spoke with Jordan about the joint session. We agree on weekly visits until June."
DRAFT = "Data:\nArrived a little late; talked about the new school.\n\nAssessment:\n"


def add_notes(jordan: ApiClient, sam: ApiClient) -> None:
    """
    Write notes about two clients, as their providers.

    The notes become permanent after two minutes, while the local cloud runs.
    """
    clients = {each["name"]: each["id"] for each in jordan.get("/clients")["items"]}
    avery, morgan = clients["Avery Stone"], clients["Morgan Lee"]
    for level, text in NOTES:
        jordan.post(f"/clients/{avery}/notes", {"level": level, "text": text})
    process = {"text": "Process note of the intake.", "level": "private", "psychotherapy": True}
    jordan.post(f"/clients/{avery}/notes", process)
    sam.post(f"/clients/{morgan}/notes", {"level": "care_team", "text": JOINT})
    jordan.put(f"/clients/{morgan}/note-draft", {"level": "care_team", "text": DRAFT})
