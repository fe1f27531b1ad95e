"""Defines the query of routes that end a draft."""

from pydantic import Field

from chalicelib.platform.http.shapes import Query


class SeenDraftQuery(Query):
    """
    Names the version of the draft that the author saw last.

    Without it, any version is meant.
    """

    version: int | None = Field(default=None, ge=0, le=10**9)
