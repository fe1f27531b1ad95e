"""Builds the cookie headers of sessions and sign-in steps."""

from chalicelib.identity.usecases.sessions import NewSession
from chalicelib.platform.http.request import SESSION

ONLY_OURS = "Path=/; Secure; HttpOnly; SameSite=Strict"
CLEAR_SITE = {"Clear-Site-Data": '"cache", "storage"'}


def session_cookie(new: NewSession) -> str:
    # Without Max-Age the cookie ends with the browser; the server decides when the session ends.
    return f"{SESSION}={new.cookie}; {ONLY_OURS}"


def expired_cookie(name: str) -> str:
    return f"{name}=; Max-Age=0; {ONLY_OURS}"
