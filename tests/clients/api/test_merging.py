"""Tests the routes that merge two profiles of the same client, and undo it."""

import pytest

from tests.practice.practice_api import CLIENT, PracticeApi, read, send

MERGE = "/clients/{client_id}/merge"
UNDO = "/clients/{client_id}/merge/undo"
PREVIEW = "/clients/{client_id}/merge-preview"
REASON = "Registered twice."


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    return api


def preview(office, source, target, browser=None):
    path = PREVIEW.format(client_id=source["id"])
    return (browser or office.admin).get(path, PREVIEW, into=target["id"])


def merge(office, source, target, browser=None, key=None, **changes):
    body = {"into": target["id"], "version": source["version"], "reason": REASON} | changes
    headers = {"Idempotency-Key": key} if key else {}
    return send(browser or office.admin, "POST", MERGE, source["id"], body, **headers)


def test_both_profiles_name_one_another(office):
    source, target = office.client(legal_name="Avery S."), office.client()
    answer = merge(office, source, target)
    assert answer.status == 200, answer.text
    me = office.admin.get("/me").json["person"]
    merged = answer.json["merged_into"]
    assert (merged["profile"], merged["by"], merged["reason"]) == (
        {"id": target["id"], "name": "Avery Stone"},
        {"id": me["id"], "name": me["name"]},
        REASON,
    )
    (held,) = read(office.admin, CLIENT, target["id"]).json["merged_profiles"]
    assert held == {"profile": {"id": source["id"], "name": "Avery S."}, "at": merged["at"]}


def test_a_preview_has_both_sides_and_the_fields_to_fill(office):
    source, target = office.client(phone="+1 555 010 9999"), office.client()
    body = preview(office, source, target).json
    assert body["fillable"] == ["phone"]
    assert body["obstacles"] == []
    kinds = ["appointment", "note", "thread", "document", "invoice"]
    for side, client in (("client", source), ("into", target)):
        assert body[side]["id"] == client["id"]
        assert body[side]["records"] == [{"kind": each, "count": 0} for each in kinds]
    assert body["client"]["signs_in"] is False


def test_an_open_thread_and_a_draft_invoice_stand_in_the_way(office):
    """The refusal and the preview say the same sentences."""
    own, source = office.invited()
    target = office.client(email="other@mail.example")
    own.post("/threads", {"client_id": source["id"], "text": "Please call me."})
    source = read(office.admin, CLIENT, source["id"]).json
    answer = merge(office, source, target, end_sign_in=True)
    assert (answer.status, answer.json["error"]) == (409, "Conflict")
    assert answer.json["message"] == preview(office, source, target).json["obstacles"][0]
    assert "1 message waits for an answer" in answer.json["message"]


def test_merging_ends_the_sign_in_at_once(office):
    """S9: the client's next request is refused, and the address can be invited again."""
    own, source = office.invited()
    target = office.client()
    source = read(office.admin, CLIENT, source["id"]).json
    answer = merge(office, source, target)
    assert (answer.status, "allow that" in answer.json["message"]) == (409, True)
    assert own.get("/me").status == 200
    assert merge(office, source, target, end_sign_in=True).json["status"] == "not_invited"
    assert own.get("/me").status == 401
    assert send(office.admin, "POST", "/clients/{client_id}/invite", target["id"], {}).status == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"version": "one"}, "version"),
        ({"fill": ["legal_name"]}, "fill.0"),
        ({"fill": ["zone"]}, "fill"),
        ({"into": "../me"}, "into"),
    ],
)
def test_bad_input_is_refused_at_its_field(office, changes, field):
    source, target = office.client(), office.client()
    answer = merge(office, source, target, **changes)
    assert (answer.status, list(answer.json["fields"])) == (422, [field])
    assert read(office.admin, CLIENT, source["id"]).json["merged_into"] is None


def test_the_same_profile_and_a_merged_one_are_refused_at_the_field(office):
    source, target, third = office.client(), office.client(), office.client()
    assert "itself" in merge(office, source, source).json["fields"]["into"]
    merge(office, source, target)
    assert "in use" in merge(office, third, source).json["fields"]["into"]
    again = merge(office, source | {"version": 2}, third)
    assert (again.status, "merged already" in again.json["message"]) == (409, True)


def test_a_provider_may_neither_look_nor_merge(office):
    """S4: the routes admit only Admins."""
    source, target = office.client(), office.client()
    assert preview(office, source, target, office.sam).status == 403
    assert merge(office, source, target, office.sam).status == 403
    body = {"version": 1, "reason": REASON}
    assert send(office.sam, "POST", UNDO, source["id"], body).status == 403


def test_a_merged_profile_is_in_no_list_but_a_search_finds_it(office):
    source = office.client(legal_name="Avery Old", email="old@mail.example")
    target = office.client()
    merge(office, source, target)
    for browser in (office.admin, office.sam):
        for query in ("", "?sort=name", "?without_next=true", "?unpaid=true", "?waiting=true"):
            items = browser.get(f"/clients{query}", "/clients").json["items"]
            assert source["id"] not in [each["id"] for each in items], query
        (hit,) = browser.post("/clients/search", {"q": "old@mail.example"}).json["items"]
        assert (hit["id"], hit["merged"]) == (source["id"], True)


def test_a_write_is_refused_with_the_profile_to_use(office):
    """The error names the other profile for those who may see it, and for nobody else."""
    source, target = office.client(), office.client(office.kim)
    merge(office, source, target)
    for browser, profile in (
        (office.admin, {"id": target["id"], "name": "Avery Stone"}),
        (office.sam, None),
    ):
        answer = send(browser, "PATCH", CLIENT, source["id"], {"pronouns": "they", "version": 2})
        assert (answer.status, answer.json["error"]) == (409, "ClientMerged")
        assert answer.json.get("profile") == profile
        assert ("Avery Stone" in answer.json["message"]) == (profile is not None)


def test_a_repeated_merge_gets_the_first_answer(office):
    source, target = office.client(), office.client()
    first, again = (merge(office, source, target, key="one") for _ in range(2))
    assert (first.status, again.status, first.json) == (200, 200, again.json)
    other = merge(office, source, target, key="one", reason="Another reason.")
    assert other.status == 422


def test_an_undone_merge_can_be_written_again(office):
    source, target = office.client(), office.client()
    merge(office, source, target)
    for version, status in ((1, 409), (2, 200), (3, 409)):
        body = {"version": version, "reason": "Two people."}
        answer = send(office.admin, "POST", UNDO, source["id"], body)
        assert answer.status == status, answer.text
    assert read(office.admin, CLIENT, target["id"]).json["merged_profiles"] == []
    edit = {"pronouns": "they", "version": 3}
    assert send(office.sam, "PATCH", CLIENT, source["id"], edit).status == 200
