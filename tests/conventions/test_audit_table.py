"""Tests that audit entries are kept."""

from infra.build import templates


def test_audit_entries_do_not_expire_and_outlive_their_stack():
    """S18: the table of audit entries has no expiry and cannot be deleted."""
    resources = templates.state()["Resources"]
    expiring = {
        name for name, each in resources.items() if "TimeToLiveSpecification" in each["Properties"]
    }
    assert expiring == {"EphemeralTable"}
    audit = resources["AuditTable"]
    assert audit["Properties"]["DeletionProtectionEnabled"] is True
    assert (audit["DeletionPolicy"], audit["UpdateReplacePolicy"]) == ("Retain", "Retain")
