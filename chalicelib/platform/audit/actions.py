"""What is written down about every look at a record and every change of one; never its content (S14)."""

from enum import StrEnum


class AuditAction(StrEnum):
    """What was done, or tried."""

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
    """Whether it was allowed; refusals are written down too."""

    ALLOWED = "allowed"
    REFUSED = "refused"
