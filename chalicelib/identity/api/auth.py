"""
Defines the routes for signing in and for resetting a password.

See docs/records-and-keys.md#sessions-and-sign-in.
"""

from io import BytesIO
from typing import Annotated
from urllib.parse import quote

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from chalicelib.identity.api.cookies import CLEAR_SITE, ONLY_OURS, expired_cookie, session_cookie
from chalicelib.identity.usecases.password_recovery import RESET_CODE_SECONDS
from chalicelib.identity.usecases.sign_in_steps import STEP_SECONDS, NextStep, SignInProgress
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.http.contract import PUBLIC, Reply, route
from chalicelib.platform.http.request import RESET, SESSION, STEP, Request
from chalicelib.platform.http.shapes import Body, Nothing, Shape
from chalicelib.wiring import identity as wiring_identity

routes = Blueprint(__name__)
_NO_STEP = expired_cookie(STEP)


Password = Annotated[str, StringConstraints(min_length=1, max_length=256, strip_whitespace=False)]


Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class SignInBody(Body):
    """
    The e-mail address and password with which a person begins to sign in.

    Nobody can have an address that is no e-mail address, so the refusal of such an address does
    not reveal whether a person exists (S8). `ask_first`: whether to respond with `in_visit`
    instead of signing in, if the person is in a visit in another browser that would be signed
    out.
    """

    email: str = Field(min_length=1, max_length=254)
    password: Password
    ask_first: bool = False


class CodeBody(Body):
    """
    The six digits from the person's authenticator app.

    `ask_first`: whether to respond with `in_visit` instead of signing in, if the person is in a
    visit in another browser that would be signed out.
    """

    code: Digits
    ask_first: bool = False


class PasswordBody(Body):
    """The password that an invited person chose."""

    password: Password


class ForgotBody(Body):
    """
    The e-mail address of a person who forgot their password.

    The response reveals only whether the string is an e-mail address (S8).
    """

    email: str = Field(min_length=1, max_length=254)


class ResetBody(ForgotBody):
    """The e-mail address, the 8 digits from the e-mail, and the new password."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
    password: Password


class NextShape(Shape):
    """What the person must do next. `done` means that the person is signed in."""

    next: NextStep


class EnrolmentShape(Shape):
    """
    The secret of a new second factor, in three formats.

    `secret` is the secret in base32. `uri` is an otpauth URI that contains the secret. `qr_svg` is
    the QR code of that URI, as an SVG image.
    """

    secret: str
    uri: str
    qr_svg: str


@route(routes, "POST", "/auth/sign-in", who=PUBLIC)
def sign_in(body: SignInBody, request: Request) -> Reply[NextShape]:
    """Begin a sign-in with an e-mail address and a password."""
    return _progress(
        wiring_identity.sign_in().password(
            body.email,
            body.password,
            request.caller,
            secret=request.cookie(STEP),
            ask_first=body.ask_first,
        ),
        request,
    )


@route(routes, "POST", "/auth/totp", who=PUBLIC)
def second_factor(body: CodeBody, request: Request) -> Reply[NextShape]:
    """Check a second-factor code and sign the person in."""
    return _progress(
        wiring_identity.sign_in().totp(
            request.cookie(STEP), body.code, request.caller, ask_first=body.ask_first
        ),
        request,
    )


@route(routes, "POST", "/auth/confirm", who=PUBLIC)
def confirm_sign_in(request: Request) -> Reply[NextShape]:
    """Sign a person in who agreed that this ends their visit in another browser."""
    progress = wiring_identity.sign_in().confirm(request.cookie(STEP), request.caller)
    return _progress(progress, request)


@route(routes, "POST", "/auth/first-password", who=PUBLIC)
def first_password(body: PasswordBody, request: Request) -> Reply[NextShape]:
    """Replace an invited person's temporary password with one that they chose."""
    return _progress(
        wiring_identity.sign_in().first_password(
            request.cookie(STEP), body.password, request.caller
        ),
        request,
    )


@route(routes, "POST", "/auth/forgot", who=PUBLIC)
def forgot_password(body: ForgotBody, request: Request) -> Reply[Nothing]:
    """
    E-mail a reset code; the response is the same for known and unknown addresses.

    Its cookie gives this browser tries of its own to enter the code.
    """
    recovery = wiring_identity.recovery()
    browser = recovery.forgot(body.email, request.caller, request.cookie(RESET))
    cookie = f"{RESET}={browser}; Max-Age={RESET_CODE_SECONDS}; {ONLY_OURS}"
    return Reply(Nothing(), cookies=[cookie])


@route(routes, "POST", "/auth/reset", who=PUBLIC)
def reset_password(body: ResetBody, request: Request) -> Reply[NextShape]:
    """
    Set a new password with the code from the e-mail.

    This does not sign the person in. With the cookie of the next step they enter the new password
    within ten minutes, even while somebody else's wrong passwords lock the sign-in.
    """
    person = wiring_identity.recovery().reset(
        body.email, body.code, body.password, request.caller, request.cookie(RESET)
    )
    cookies = [*_ended_session(request), _password_step(body.email, person), expired_cookie(RESET)]
    return Reply(NextShape(next=NextStep.PASSWORD), headers=CLEAR_SITE, cookies=cookies)


@route(routes, "POST", "/auth/totp/enrol", who=PUBLIC)
def enrol_second_factor(request: Request) -> EnrolmentShape:
    """Create a second factor, which takes effect after a code from it is verified."""
    secret = wiring_identity.sign_in().enrol(request.cookie(STEP))
    uri = f"otpauth://totp/Clocktree?secret={quote(secret)}&issuer=Clocktree"
    return EnrolmentShape(secret=secret, uri=uri, qr_svg=_picture(uri))


@route(routes, "POST", "/auth/totp/verify", who=PUBLIC)
def verify_second_factor(body: CodeBody, request: Request) -> Reply[NextShape]:
    """Activate the new second factor and sign the person in."""
    progress = wiring_identity.sign_in().verify(request.cookie(STEP), body.code, request.caller)
    return _progress(progress, request)


def _ended_session(request: Request) -> list[str]:
    # The browser's session may be another person's, which the reset did not end. Its cookie is
    # deleted only if the session has ended.
    try:
        wiring_identity.sessions().sign_out(request.cookie(SESSION), request.caller)
    except Unavailable:
        return []
    return [expired_cookie(SESSION)]


def _password_step(email: str, person: PersonId) -> str:
    # The password is changed already, so a failure here must not look like a failed reset.
    try:
        return _step_cookie(wiring_identity.sign_in().after_reset(email, person))
    except Unavailable:
        return _NO_STEP


def _progress(progress: SignInProgress, request: Request) -> Reply[NextShape]:
    if not progress.session:
        return Reply(NextShape(next=progress.next), cookies=[_step_cookie(progress)])
    # The cookie of this browser may be of another person, whose sign-out did not reach us. If their
    # session cannot be ended, the new one is not handed over.
    wiring_identity.sessions().sign_out(request.cookie(SESSION), request.caller)
    cookies = [session_cookie(progress.session), _NO_STEP]
    return Reply(NextShape(next=NextStep.DONE), cookies=cookies)


def _step_cookie(progress: SignInProgress) -> str:
    if not progress.step:
        return _NO_STEP
    return f"{STEP}={progress.step}; Max-Age={STEP_SECONDS}; {ONLY_OURS}"


def _picture(uri: str) -> str:
    import segno  # noqa: PLC0415 - needed once per person

    image = BytesIO()
    # The SVG keeps its namespace: browsers do not show a standalone image without it.
    segno.make(uri, error="m").save(
        image, kind="svg", scale=4, border=2, light="#fff", xmldecl=False, nl=False
    )
    return image.getvalue().decode()
