"""Lists the stages to which the product is deployed, and what each allows."""

from dataclasses import dataclass


class UnknownStage(Exception):
    """
    Raised when no stage has the given name.

    The error message lists all stages.
    """


@dataclass(frozen=True)
class Stage:
    """
    Describes a stage to deploy to, such as `prod`.

    `prefix`: how the names of the stage's stacks begin. `disposable`: whether the stage's
    stacks may be deleted with `make destroy`.
    """

    name: str
    prefix: str
    disposable: bool = False

    @property
    def state(self) -> str:
        """The name of the stack that holds the keys, tables, user pool and buckets."""
        return f"{self.prefix}-state"

    @property
    def code(self) -> str:
        """The name of the stack with functions, APIs, roles and logs."""
        return f"{self.prefix}-code"

    @property
    def edge(self) -> str:
        """The name of the stack with CloudFront, its headers and its firewall."""
        return f"{self.prefix}-edge"


PROD = Stage("prod", "clocktree")
DEV = Stage("dev", "clocktree-dev", disposable=True)
LOCAL = Stage("local", "clocktree")
STAGES = {stage.name: stage for stage in (DEV, PROD, LOCAL)}


def stage_named(name: str) -> Stage:
    """Return a stage by its name; raise UnknownStage if there is none."""
    if name not in STAGES:
        raise UnknownStage(f"There is no stage {name!r}. Choose one of: {', '.join(STAGES)}.")
    return STAGES[name]
