"""Lists the actions and outcomes that an audit entry can record (S14)."""

from enum import StrEnum


class AuditAction(StrEnum):
    """Lists the actions that a person did or tried to do."""

    READ = "read"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    EXPORT = "export"
    PRINT = "print"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SWITCH_ROLE = "switch_role"


class AuditOutcome(StrEnum):
    """
    Lists the outcomes of an action: the action was allowed or refused.

    Refused actions are recorded in audit entries too.
    """

    ALLOWED = "allowed"
    REFUSED = "refused"
