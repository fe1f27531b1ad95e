"""Lists what audit entries record about reads and changes (S14)."""

from enum import StrEnum


class AuditAction(StrEnum):
    """Lists what a person did or tried to do."""

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
    """Says whether the action was allowed; refusals are recorded too."""

    ALLOWED = "allowed"
    REFUSED = "refused"
