"""
Declares the routes of the API; all routes are added with `@route`.

A handler declares its inputs as parameters: each path parameter by its name, and
`body`, `query`, `access` and `request` by name and type. The handler's return value
becomes the response. Before the decorator calls the handler, it checks the request
in this order: origin, session, role, body, query.
"""

import functools
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin

from chalice.app import Blueprint, Response
from pydantic import BaseModel, ValidationError

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Failure, Invalid, Malformed, NotAllowed
from chalicelib.platform import lambda_entry
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.http import ports, responses
from chalicelib.platform.http.field_errors import field_errors
from chalicelib.platform.http.request import SAFE, Request, require_ids
from chalicelib.platform.http.shapes import Empty, Nothing, Query

Who = frozenset[str]
NOBODY: Who = frozenset()
PUBLIC: Who = frozenset({"public"})
ADMIN: Who = frozenset({Role.ADMIN})
PROVIDER: Who = frozenset({Role.PROVIDER})
CLIENT: Who = frozenset({Role.CLIENT})
STAFF: Who = ADMIN | PROVIDER
ANYONE: Who = STAFF | CLIENT
_CURSOR = "cursor"
S = TypeVar("S", bound=BaseModel)
H = TypeVar("H", bound=Callable[..., Any])


@dataclass(frozen=True)
class Reply(Generic[S]):
    """Holds a handler's result, and the status, headers and cookies of the response."""

    shape: S
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()


@dataclass(frozen=True)
class Contract:
    """
    Describes what a route accepts and returns.

    `route` creates one contract for each handler and uses the contract to serve
    requests. The generator of the OpenAPI document and the tests also read the
    contracts.
    """

    handler: Callable[..., Any]
    method: str
    path: str
    who: Who
    status: int
    also: Mapping[int, type[BaseModel]]
    counts: bool
    for_merged: bool
    fresh: Callable[[Access, Any], BaseModel] | None
    needs: Mapping[str, Any]
    answer: type[BaseModel] | None
    media_type: str

    def serve(self, request: Request, path: dict[str, str]) -> Response:
        """Check a request, call the handler, and make a response from its result."""
        if self.who == NOBODY:
            raise NotAllowed
        require_ids(path)
        request.require_same_origin()
        inputs: dict[str, Any] = {"request": request}
        if self.who != PUBLIC:
            inputs["access"] = self._allowed(request)
        inputs["body"] = _body(self.needs.get("body", Empty), request)
        if "query" in self.needs:
            inputs["query"] = _query(self.needs["query"], request)
        scope = self._opened_cursor(path, inputs)
        result = self._call(
            {**path, **{name: inputs[name] for name in inputs if name in self.needs}}, inputs
        )
        return self._shaped(self._with_sealed_cursor(scope, inputs, result))

    def _allowed(self, request: Request) -> Access:
        is_write = self.method not in SAFE and not self.for_merged
        access = replace(request.access(counts=self.counts), writes=is_write)
        try:
            return access.require_role(*sorted(Role(role) for role in self.who))
        except NotAllowed:
            self._record_refusal(access)
            raise

    def _record_refusal(self, access: Access) -> None:
        """Write an audit entry that the caller may not do this (S14)."""
        action = AuditAction.READ if self.method in SAFE else AuditAction.CHANGE
        purpose = self.handler.__name__.replace("_", " ")
        ports.connected().sessions().record_refusal(access, purpose, action)

    def _call(self, arguments: Mapping[str, Any], inputs: Mapping[str, Any]) -> Any:
        try:
            return self.handler(**arguments)
        except NotAllowed as refusal:
            if "access" in inputs and not refusal.is_audited:
                self._record_refusal(inputs["access"])
            raise
        except Conflict as conflict:
            if self.fresh and conflict.fresh is not None:
                conflict.fresh = self.fresh(inputs["access"], conflict.fresh).model_dump(
                    mode="json"
                )
            raise

    @property
    def paged(self) -> str | None:
        """Return whether the cursor of a list is in the query or in the body, or None."""
        models = ((name, self.needs.get(name)) for name in ("query", "body"))
        return next(
            (name for name, model in models if model and _CURSOR in model.model_fields), None
        )

    def _opened_cursor(self, path: Mapping[str, str], inputs: dict[str, Any]) -> str:
        """
        Decrypt the cursor in `inputs`, and return the scope of the list's cursors.

        A cursor continues only the list that returned it, with the same filters.
        """
        if self.paged is None:
            return ""
        selection = inputs[self.paged]
        filters = selection.model_dump(mode="json", exclude={_CURSOR})
        scope = json.dumps([self.method, self.path, path, filters], sort_keys=True)
        if selection.cursor:
            practice = inputs["access"].practice
            cursor = ports.connected().cursors().open(practice, scope, selection.cursor)
            inputs[self.paged] = selection.model_copy(update={_CURSOR: cursor})
        return scope

    def _with_sealed_cursor(self, scope: str, inputs: Mapping[str, Any], result: Any) -> Any:
        """Return a handler's result, with the cursor of the next page encrypted (S2)."""
        shape = result.shape if isinstance(result, Reply) else result
        following = getattr(shape, "next", None)
        if self.paged is None or not following:
            return result
        sealed = ports.connected().cursors().seal(inputs["access"].practice, scope, following)
        shape = shape.model_copy(update={"next": sealed})
        return replace(result, shape=shape) if isinstance(result, Reply) else shape

    def _shaped(self, value: Any) -> Response:
        if isinstance(value, Response):
            return value
        if self.status == HTTPStatus.NO_CONTENT:
            return responses.answer("", self.status)
        reply = value if isinstance(value, Reply) else Reply(value or Nothing())
        return responses.answer(
            reply.shape.model_dump_json(), reply.status or self.status, reply.headers, reply.cookies
        )


def route(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    who: Who = NOBODY,
    status: int = 200,
    also: Mapping[int, type[BaseModel]] | None = None,
    counts: bool = True,
    for_merged: bool = False,
    fresh: Callable[[Access, Any], BaseModel] | None = None,
    media_type: str = responses.JSON,
) -> Callable[[H], H]:
    """
    Register the decorated function as the handler of a route.

    `who` is the set of roles that may call the route. Without `who`, the route responds
    with 403 to everybody (S1). `also` maps additional status codes to the models of
    their responses, such as `{202: OpShape}`. `counts` says whether a request counts as
    activity, which extends the session (S12); polling does not count. `for_merged` says that
    the route also serves a client whose profile was merged into another, although it is no
    read. If the handler raises a Conflict that contains the current state of a record, `fresh`
    converts this state to the response model. `media_type` is that of the response of a handler
    that returns a string of its own, such as a web page.
    """

    def register(handler: H) -> H:
        needs = dict(inspect.get_annotations(handler))
        kind = _answer(needs.pop("return", None))
        options = also or {}, counts, for_merged, fresh, needs, kind, media_type
        contract = Contract(handler, method, path, who, status, *options)

        @functools.wraps(handler)
        def view(**inputs: str) -> Response:
            request = Request(blueprint.current_request)
            lambda_entry.log_context(request=request.id)
            return contract.serve(request, inputs)

        view.__contract__ = contract  # type: ignore[attr-defined]
        # Chalice would answer 415 with a body unlike our other errors. So every content type passes
        # here, and `require_same_origin` checks it.
        mark = blueprint.route(path, methods=[method], content_types=["*/*"], name=handler.__name__)
        mark(lambda_entry.entrypoint(lambda_entry.Trigger.HTTP)(view))
        return handler

    return register


def _answer(annotation: Any) -> type[BaseModel] | None:
    first = get_args(annotation)[0] if isinstance(annotation, UnionType) else annotation
    inner = get_args(first)[0] if get_origin(first) is Reply else first
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _body(model: type[BaseModel], request: Request) -> BaseModel | None:
    data = request.body
    if request.inner.method in {"GET", "HEAD", "DELETE"} and not data:
        return None
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise _invalid(error) from None


def _query(model: type[Query], request: Request) -> Query:
    try:
        return model.model_validate_strings(request.query)
    except ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> Failure:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if any(
        each["type"] in {"json_invalid", "model_type"} and len(each["loc"]) == 0
        for each in problems
    ):
        return Malformed("The request is not a JSON object that can be read.")
    return Invalid(fields=field_errors(error))
