"""Tests that the messages of both sides match the declared socket protocol."""

from typing import get_args

import pytest
from pydantic import ValidationError

from chalicelib.visits.api.client_messages import REQUESTS
from chalicelib.visits.api.server_messages import EVENTS
from chalicelib.visits.api.socket_protocol import CONSTANTS, socket_schema
from chalicelib.visits.domain.signal import AskIce, Lock, Ping, Remove, Report, State
from tests.visits.room_harness import CARL, CLEO, PAT, PIA, Visit
from tests.visits.socket_protocol_check import parse_server_message

DEVICE = dict.fromkeys(("camera", "microphone", "speaker", "network"), "ok") | {
    "browser": "Firefox"
}
ID = "01K00000000000000000000001"


def _declared(model, name):
    return get_args(model.model_fields[name].annotation)[0]


def test_every_request_is_parsed_under_its_own_action():
    assert {action: _declared(model, "action") for action, model in REQUESTS.items()} == {
        action: action for action in REQUESTS
    }


def test_a_visit_sends_every_declared_event_as_declared():
    """
    A visit sends every event that the protocol declares, in the declared form.

    The fake sockets raise an error for a message that is not declared.
    """
    visit = Visit()
    pat, cleo = visit.two()
    visit.joins(CARL)
    pia = visit.joins(PIA)
    cleo.signal(PAT, pat.inst)
    cleo.write()
    visit.clock.advance(seconds=11)
    visit.records.files["file-1"] = None
    for message in (
        AskIce(ID),
        State(ID, {"mic": True, "show": "file-1"}),
        Report(ID, DEVICE),
        Ping(ID, 1),
        Remove(ID, PIA),
    ):
        cleo.say(message)
    pat.say(Lock(ID, locked=True))
    pat.say(Remove(ID, CLEO))
    events = {event["t"] for each in visit.sockets.received.values() for event in each}
    assert events == {_declared(model, "t") for model in EVENTS}
    assert pia.received("signal") == []


@pytest.mark.parametrize(
    "text",
    [
        '{"t": "pong", "v": 1, "c": 1, "now": "2026-11-28T12:00:00.000Z", "extra": 1}',
        '{"t": "pong", "v": 1, "c": 1, "now": "2026-11-28T12:00:00Z"}',
        '{"t": "bye", "v": 1, "code": 4001, "reconnect": false, "re": null}',
        '{"t": "shout", "v": 1}',
    ],
    ids=["unknown field", "other format", "null for absent", "unknown event"],
)
def test_an_undeclared_message_fails_the_check(text):
    with pytest.raises(ValidationError):
        parse_server_message(text)


def test_the_schema_holds_both_directions_and_the_limits():
    schema = socket_schema()
    names = {model.__name__ for model in (*REQUESTS.values(), *EVENTS)}
    assert names < set(schema["$defs"])
    assert schema["x-constants"] == CONSTANTS
    assert CONSTANTS["MAX_MESSAGE_BYTES"] == 24 * 1024
    assert set(CONSTANTS["BYE_CODES"].values()) == {4001, 4003, 4008, 4010}
