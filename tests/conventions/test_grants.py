"""Compares each function's permissions with what its code does."""

import ast
import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from chalicelib.appointments.store import keys as appointments_keys
from chalicelib.billing.store import keys as billing_keys
from chalicelib.identity.store import keys as identity_keys
from chalicelib.messages.store import keys as messages_keys
from chalicelib.practice.store import keys as practice_keys
from chalicelib.visits.store import keys as visits_keys
from infra.build import templates, trim

ROOT = Path(__file__).resolve().parents[2]
PROVISIONING = ROOT / "chalicelib" / "platform" / "vault" / "provisioning.py"
FUNCTIONS = templates.load(templates.INFRA / "functions.yaml")
GRANTS = templates.load(templates.INFRA / "grants.yaml")
# A function that has the grant on the left needs all grants on the right too.
NEEDS = {
    "read-keystore": {"at-rest", "read-core", "append-audit"},
    "append-records": {"write-core", "append-audit", "read-keystore"},
    "ephemeral": {"at-rest"},
    "rooms": {"at-rest"},
    "count-mails": {"at-rest"},
    "read-sessions": {"rooms"},
    "append-facts": {"rooms"},
    "append-visits": {"rooms", "append-audit", "read-keystore"},
    "complete-appointments": {"read-core", "append-audit", "read-keystore"},
    "read-core": {"at-rest"},
    "write-core": {"read-core"},
    "update-execution": {"read-core"},
    "make-branch-key": {"read-keystore"},
}
CHARGING = ("InvoiceCharge", "InvoiceResume", "InvoiceReconcile")
SOCKETS = ("WebsocketConnect", "WebsocketMessage", "WebsocketDisconnect")
DRIVING = ("InvoiceNextMove", "InvoiceWait", "InvoiceRenew")


def _key_policy():
    return templates.state()["Resources"]["RecordsKey"]["Properties"]["KeyPolicy"]["Statement"]


def _kms_calls_in_code():
    calls = [
        node
        for node in ast.walk(ast.parse(PROVISIONING.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    verbs = [call.args[0].value for call in calls if getattr(call.func, "attr", "") == "_ask"]
    return {"kms:" + verb.title().replace("_", "") for verb in verbs}


def _allowed(grant, service):
    return {
        action
        for statement in GRANTS[grant]
        for action in statement["Action"]
        if action.startswith(service)
    }


def test_the_role_that_makes_branch_keys_may_make_only_the_kms_calls_of_its_code():
    """S11: the role's grant, the key's policy and the code name the same KMS calls."""
    allowed = next(each for each in _key_policy() if each["Sid"] == "OneRoleMakesBranchKeys")
    assert _kms_calls_in_code() == set(allowed["Action"]) == _allowed("make-branch-key", "kms:")
    assert [name for name, entry in FUNCTIONS.items() if "make-branch-key" in entry["grants"]] == [
        "RegisterPractice"
    ]


def test_no_other_role_may_make_branch_keys():
    """
    S11: no role outside the path `vault/keys` may make branch keys.

    The key's policy denies the needed KMS calls to every other role.
    """
    denied = next(each for each in _key_policy() if each["Sid"] == "NoOtherRoleMakesBranchKeys")
    assert (denied["Effect"], denied["Principal"], set(denied["Action"])) == (
        "Deny",
        "*",
        _kms_calls_in_code(),
    )
    assert denied["Condition"]["ArnNotLike"]["aws:PrincipalArn"]["Fn::Sub"].endswith(
        ":role/clocktree/vault/keys/*"
    )


def test_the_records_key_may_be_used_for_our_key_store_only():
    """S11: the key decrypts only what was encrypted for our own key store."""
    store = templates.load(templates.INFRA / "code.yaml")["Globals"]["Function"]["Environment"][
        "Variables"
    ]["KEYSTORE_NAME"]
    using = [
        each
        for each in _key_policy()
        if each["Effect"] == "Allow" and each["Sid"] != "TheAccountAdministersTheKey"
    ]
    assert [each["Condition"]["StringEquals"] for each in using] == [
        {"kms:EncryptionContext:tablename": store}
    ] * 2
    assert {action for each in using for action in each["Action"]} == {
        "kms:Decrypt"
    } | _kms_calls_in_code()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_all_grants_that_its_others_need_and_none_twice(name):
    grants = FUNCTIONS[name]["grants"]
    assert len(grants) == len(set(grants))
    assert set(grants) <= set(GRANTS)
    assert not [need for grant in grants for need in NEEDS.get(grant, ()) if need not in grants]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reads_the_key_store_exactly_when_its_role_may_open_records(name):
    assert ("read-keystore" in FUNCTIONS[name]["grants"]) is bool(FUNCTIONS[name].get("vault"))


def test_only_charging_functions_and_the_api_may_read_card_tokens():
    assert {name for name, entry in FUNCTIONS.items() if "ephemeral" in entry["grants"]} == {
        "APIHandler",
        *CHARGING,
    }


def test_socket_functions_may_use_rooms_and_no_other_rows_of_their_table():
    """
    S12: socket functions cannot read card tokens.

    The grant `rooms` covers only rows of rooms, sockets and tickets. The grant `read-sessions`
    covers only sessions, and only two functions have this grant.
    """
    (statement,) = GRANTS["rooms"]
    kinds = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    digest = "a" * 64
    ours = [
        visits_keys.room("r"),
        visits_keys.connection(digest),
        visits_keys.live("u", digest),
        visits_keys.ticket(digest),
        messages_keys.inbox_ticket(digest),
    ]
    assert sorted(kinds) == sorted(f"{key.pk.split('#')[0]}#*" for key in ours)
    (reading,) = GRANTS["read-sessions"]
    own = [identity_keys.session(digest), identity_keys.session_of_person("u", digest)]
    prefixes = reading["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert sorted(prefixes) == sorted(f"{key.pk.split('#')[0]}#*" for key in own)
    assert reading["Action"] == ["dynamodb:BatchGetItem"]
    assert {name for name, entry in FUNCTIONS.items() if "rooms" in entry["grants"]} == {
        *SOCKETS,
        "CloseInboxes",
        "Dismiss",
        "FinishAppointments",
    }
    assert {name for name, entry in FUNCTIONS.items() if "read-sessions" in entry["grants"]} == {
        "WebsocketConnect",
        "CloseInboxes",
        "Dismiss",
    }
    # The schedule runs Dismiss, which reads whether a person's membership is unchanged.
    assert "read-core" in FUNCTIONS["Dismiss"]["grants"]


def test_a_registration_may_count_mails_and_read_no_other_row_of_that_table():
    (statement,) = GRANTS["count-mails"]
    (place,) = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert fnmatchcase(identity_keys.sign_in_throttle("a" * 64).pk, place)
    others = [billing_keys.card_token("p", "R"), identity_keys.step("a" * 64)]
    assert not [key for key in others if fnmatchcase(key.pk, place)]


def test_connecting_and_disconnecting_open_no_record():
    for name in ("WebsocketConnect", "WebsocketDisconnect"):
        assert not FUNCTIONS[name].get("vault")
        assert not {"read-core", "read-records", "append-records"} & set(FUNCTIONS[name]["grants"])


@pytest.mark.parametrize("grant", ["append-facts", "append-visits", "complete-appointments"])
def test_visits_may_write_records_in_appointments_partitions_only(grant):
    (statement,) = GRANTS[grant]
    place, *days = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert statement["Action"] == ["dynamodb:PutItem"]
    # A visit that ends also frees the rest of its providers' time.
    own_day = appointments_keys.provider_day("p", "u", date(2026, 11, 24)).pk
    assert [fnmatchcase(own_day, each) for each in days] == [True] * len(days)
    assert len(days) == (grant == "complete-appointments")
    ours = [visits_keys.visit_fact("p", "a", "f"), visits_keys.chat_note("p", "a", 1)]
    ours += [
        visits_keys.chat_note_once("p", "a", "s", "i"),
        appointments_keys.appointment("p", "a"),
    ]
    ours += [appointments_keys.participant("p", "a", "s")]
    assert all(fnmatchcase(key.pk, place) for key in ours)
    others = [
        billing_keys.ledger_entry("p", "i", 1),
        practice_keys.practice("p"),
        identity_keys.membership("p", "u"),
    ]
    assert not [key for key in others if fnmatchcase(key.pk, place)]


def test_socket_functions_may_write_no_other_permanent_rows():
    """
    S2: socket functions cannot change an invoice or a membership.

    This is also true of the scheduled function for visits.
    """
    for name in (*SOCKETS, "Dismiss"):
        assert not {"write-core", "append-records", "update-execution", "ephemeral"} & set(
            FUNCTIONS[name]["grants"]
        )


def test_reminders_and_offers_of_appointments_send_no_mail_and_read_no_history():
    """They open profiles, because quiet hours are by the clock of each client."""
    entry = FUNCTIONS["RemindAppointments"]
    assert set(entry["grants"]) == {
        "at-rest",
        "read-core",
        "write-core",
        "append-audit",
        "read-keystore",
        "dead-letters",
    }


def test_only_the_sweep_may_send_text_messages_and_nothing_may_publish_to_a_topic():
    """Numbers have no ARN: every resource is allowed, and then all topics are denied."""
    assert [name for name, entry in FUNCTIONS.items() if "sms" in entry["grants"]] == ["Sweep"]
    allowed, denied = GRANTS["sms"]
    assert allowed == {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": "*"}
    assert (denied["Effect"], denied["Action"]) == ("Deny", ["sns:Publish"])
    assert denied["Resource"]["Fn::Sub"] == "arn:${AWS::Partition}:sns:*:*:*"


def test_functions_may_post_to_sockets_of_our_own_api_only():
    (statement,) = GRANTS["post-to-sockets"]
    assert statement["Action"] == ["execute-api:ManageConnections"]
    assert all("${WebsocketAPI}/ws/" in each["Fn::Sub"] for each in statement["Resource"])


def test_only_the_schedule_of_visits_may_ask_whether_a_socket_is_alive():
    (statement,) = GRANTS["read-sockets"]
    (place,) = statement["Resource"]
    assert statement["Action"] == ["execute-api:ManageConnections"]
    assert place["Fn::Sub"].endswith("${WebsocketAPI}/ws/GET/@connections/*")
    assert [name for name, entry in FUNCTIONS.items() if "read-sockets" in entry["grants"]] == [
        "Dismiss"
    ]


def test_functions_of_the_state_machine_update_its_driver_row_and_open_no_record():
    for name in DRIVING:
        assert "update-execution" in FUNCTIONS[name]["grants"]
        assert not {"read-records", "append-records", "append-audit", "write-core"} & set(
            FUNCTIONS[name]["grants"]
        )


def test_failures_of_scheduled_functions_go_to_the_dead_letter_queue():
    scheduled = {"Dismiss", "Inspect", "Seal", "Sweep", "Remind", "RemindAnswers", "Revive"}
    for name in (*scheduled, "RemindAppointments", "FinishAppointments", "CloseInboxes"):
        assert FUNCTIONS[name]["properties"]["DeadLetterQueue"]["Type"] == "SQS"
        assert "dead-letters" in FUNCTIONS[name]["grants"]


def test_every_grant_is_used_by_a_function():
    assert set(GRANTS) == {grant for entry in FUNCTIONS.values() for grant in entry["grants"]}


def test_a_template_with_a_duplicate_key_is_refused(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("A: {grants: [x]}\nB:\n  c: 1\nA: {grants: [y]}\n", encoding="utf-8")
    with pytest.raises(templates.DuplicateKey, match="line 4: A occurs twice"):
        templates.load(path)


def test_every_alarm_notifies_the_one_topic_and_has_a_description():
    resources = templates.load(templates.INFRA / "code.yaml")["Resources"]
    alarms = {
        name: each["Properties"]
        for name, each in resources.items()
        if each.get("Type") == "AWS::CloudWatch::Alarm"
    }
    assert len(alarms) == 6
    assert all(
        each["AlarmActions"] == [{"Ref": "AlarmTopic"}] and each["AlarmDescription"]
        for each in alarms.values()
    )
    assert "KmsMasterKeyId" in resources["AlarmTopic"]["Properties"]


def test_the_package_includes_the_definitions_of_every_aws_service_it_calls():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "chalicelib").rglob("*.py"))
    assert set(re.findall(r'aws\.client\(\s*"([\w-]+)"', code)) | {"dynamodb"} == trim.SERVICES
