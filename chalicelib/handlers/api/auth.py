"""Signing in, the role worn, signing out (web.md §4): the browser gets one opaque cookie and nothing else."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Annotated
from urllib.parse import quote

from chalice.app import Blueprint, Response
from pydantic import Field, StringConstraints

from chalicelib import wiring, wiring_calls
from chalicelib.domain.access import Role
from chalicelib.domain.errors import Unavailable
from chalicelib.handlers.api import answers, me
from chalicelib.handlers.api.contract import ANYONE, PUBLIC, Reply, route
from chalicelib.handlers.api.request import SESSION, STEP, Request
from chalicelib.handlers.api.shapes import Body, Nothing, Shape
from chalicelib.services.sessions import Opened
from chalicelib.services.sign_in_steps import STEP_SECONDS, Next, Progress

routes = Blueprint(__name__)
ONLY_OURS = "Path=/; Secure; HttpOnly; SameSite=Strict"
GONE = {"Clear-Site-Data": '"cache", "storage"'}
Password = Annotated[str, StringConstraints(min_length=1, max_length=256, strip_whitespace=False)]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class SignInBody(Body):
    """Any text is looked at as an e-mail: what is wrong with it is not told (S8)."""

    email: str = Field(min_length=1, max_length=254)
    password: Password


class CodeBody(Body):
    """The six digits that the person's app shows."""

    code: Digits


class PasswordBody(Body):
    """The password that the person chooses."""

    password: Password


class ForgotBody(Body):
    """Any text is looked at as an e-mail (S8)."""

    email: str = Field(min_length=1, max_length=254)


class ResetBody(ForgotBody):
    """The 8 digits that were mailed, and the password that the person chooses."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
    password: Password


class RoleBody(Body):
    """The role to wear."""

    role: Role = Field(strict=False)


class NextShape(Shape):
    """What the person does next; `done` means signed in."""

    next: Next


class EnrolmentShape(Shape):
    """A second factor for an authenticator app: base32, an otpauth address, the same as a picture."""

    secret: str
    uri: str
    qr_svg: str


class LastsShape(Shape):
    """How long the session lasts: `ends_at` whatever happens, `idle_seconds_left` without activity."""

    idle_seconds_left: int
    ends_at: datetime


@route(routes, "POST", "/auth/sign-in", who=PUBLIC)
def sign_in(body: SignInBody, request: Request) -> Reply[NextShape]:
    """Begin with e-mail and password."""
    return _progress(wiring.sign_in().password(body.email, body.password, request.caller))


@route(routes, "POST", "/auth/totp", who=PUBLIC)
def second_factor(body: CodeBody, request: Request) -> Reply[NextShape]:
    """Prove the second factor."""
    return _progress(wiring.sign_in().totp(request.cookie(STEP), body.code, request.caller))


@route(routes, "POST", "/auth/first-password", who=PUBLIC)
def first_password(body: PasswordBody, request: Request) -> Reply[NextShape]:
    """Replace the temporary password of an invitation."""
    return _progress(wiring.sign_in().first_password(request.cookie(STEP), body.password, request.caller))


@route(routes, "POST", "/auth/forgot", who=PUBLIC)
def forgot_password(body: ForgotBody, request: Request) -> Nothing:
    """Ask for a code by mail; the answer is the same for everybody."""
    wiring.recovery().forgot(body.email, request.caller)
    return Nothing()


@route(routes, "POST", "/auth/reset", who=PUBLIC)
def reset_password(body: ResetBody, request: Request) -> Reply[Nothing]:
    """Choose a new password with the mailed code; then sign in as ever."""
    wiring.recovery().reset(body.email, body.code, body.password, request.caller)
    return Reply(Nothing(), headers=GONE, cookies=[_ended(SESSION), _ended(STEP)])


@route(routes, "POST", "/auth/totp/enrol", who=PUBLIC)
def enrol_second_factor(request: Request) -> EnrolmentShape:
    """Get a new second factor, not in force until verified."""
    secret = wiring.sign_in().enrol(request.cookie(STEP))
    uri = f"otpauth://totp/Clocktree?secret={quote(secret)}&issuer=Clocktree"
    return EnrolmentShape(secret=secret, uri=uri, qr_svg=_picture(uri))


@route(routes, "POST", "/auth/totp/verify", who=PUBLIC)
def verify_second_factor(body: CodeBody, request: Request) -> Reply[NextShape]:
    """Put the new second factor in force, and be signed in."""
    return _progress(wiring.sign_in().verify(request.cookie(STEP), body.code, request.caller))


@route(routes, "POST", "/auth/role", who=ANYONE)
def switch_role(body: RoleBody, request: Request) -> Reply[me.MeShape] | Response:
    """Wear another of one's roles; a new session begins in all tabs, and a call that goes on in the old one ends."""
    sessions = wiring.sessions()
    opened = sessions.wear(request.live, request.cookie(SESSION), body.role, request.caller)
    try:
        wiring_calls.dismissing().sign_off(request.live.access)
        live = sessions.live(opened.cookie, request.caller, counts=False)
        return Reply(me.shaped(live), cookies=[_session(opened)])
    except Unavailable as no:
        # The old session is gone already: without its new cookie the person would be signed out.
        return answers.refusal(no, cookies=[_session(opened)])


@route(routes, "POST", "/auth/touch", who=ANYONE)
def touch(request: Request) -> LastsShape:
    """Tell that the person is active."""
    live = request.live
    return LastsShape(idle_seconds_left=live.idle_left, ends_at=datetime.fromtimestamp(live.session.ends, UTC))


@route(routes, "POST", "/auth/sign-out", who=PUBLIC)
def sign_out(request: Request) -> Reply[Nothing]:
    """End the session and its sockets; nothing of it stays in the browser (S13)."""
    gone = wiring.sessions().sign_out(request.cookie(SESSION), request.caller)
    if gone:
        wiring_calls.dismissing().sign_off(gone)
    return Reply(Nothing(), headers=GONE, cookies=[_ended(SESSION), _ended(STEP)])


def _progress(progress: Progress) -> Reply[NextShape]:
    if progress.opened:
        return Reply(NextShape(next=Next.DONE), cookies=[_session(progress.opened), _ended(STEP)])
    step = f"{STEP}={progress.step}; Max-Age={STEP_SECONDS}; {ONLY_OURS}"
    return Reply(NextShape(next=progress.next), cookies=[step])


def _session(opened: Opened) -> str:
    # No Max-Age: it goes when the browser closes, and the server decides the rest.
    return f"{SESSION}={opened.cookie}; {ONLY_OURS}"


def _ended(name: str) -> str:
    return f"{name}=; Max-Age=0; {ONLY_OURS}"


def _picture(uri: str) -> str:
    import segno  # noqa: PLC0415 - drawn once in a person's life

    drawn = BytesIO()
    # With its namespace: shown as a picture of its own, it is nothing to a browser without.
    segno.make(uri, error="m").save(drawn, kind="svg", scale=4, border=2, light="#fff", xmldecl=False, nl=False)
    return drawn.getvalue().decode()
