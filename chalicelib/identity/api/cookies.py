"""The session's cookie: the browser gets one opaque value and nothing else."""

from chalicelib.identity.usecases.sessions import NewSession
from chalicelib.platform.http.request import SESSION

ONLY_OURS = "Path=/; Secure; HttpOnly; SameSite=Strict"
CLEAR_SITE = {"Clear-Site-Data": '"cache", "storage"'}


def session_cookie(opened: NewSession) -> str:
    # No Max-Age: it goes when the browser closes, and the server decides the rest.
    return f"{SESSION}={opened.cookie}; {ONLY_OURS}"


def expired_cookie(name: str) -> str:
    return f"{name}=; Max-Age=0; {ONLY_OURS}"
