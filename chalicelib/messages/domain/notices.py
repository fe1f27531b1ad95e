"""Makes the notices about messages: one for each time that somebody has to look."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from chalicelib.kernel.ids import PersonId
from chalicelib.messages.domain.thread import Thread
from chalicelib.notices.domain import Notice, NoticeKind, NoticeText

PAGES = "/client/messages/{about}", "/messages/{about}"
THREAD_NOTICES: Mapping[NoticeKind, NoticeText] = {
    NoticeKind.MESSAGE_RECEIVED: NoticeText(
        "You have a new message", "You have a new message. Sign in to read it.", *PAGES
    ),
    NoticeKind.CLIENT_WROTE: NoticeText(
        "A message waits for an answer",
        "A client sent a message. Sign in to read and answer it.",
        *PAGES,
    ),
    NoticeKind.ANSWER_OVERDUE: NoticeText(
        "A message has waited for five days",
        "A client has waited for an answer for five days. Sign in to respond or to close.",
        *PAGES,
    ),
}


def told_client(thread: Thread) -> tuple[Thread, tuple[Notice, ...]]:
    """
    Return the thread with its mark, and the client's notice of its last message.

    While the client has not read what an earlier notice was about, there is no further one.
    """
    if thread.client_told > thread.client_seen:
        return thread, ()
    notice = Notice(
        NoticeKind.MESSAGE_RECEIVED,
        thread.practice,
        thread.id,
        f"message-{thread.count}",
        client=thread.client,
    )
    return replace(thread, client_told=thread.count), (notice,)


def told_colleagues(
    thread: Thread, people: Collection[PersonId], *, is_new: bool
) -> tuple[Thread, tuple[Notice, ...]]:
    """
    Return the thread with its mark, and the notices that a client waits.

    `is_new` says that the wait has just begun. Otherwise only those get a notice who have not
    had one, such as a provider to whom the client was handed over.
    """
    untold = frozenset(people) if is_new else thread.untold(people)
    marked = replace(thread, told_people=thread.told_people | untold or frozenset(people))
    return marked, _to_colleagues(NoticeKind.CLIENT_WROTE, thread, untold, "waiting")


def overdue_notices(thread: Thread, people: Collection[PersonId]) -> tuple[Notice, ...]:
    """Return the notices that remind colleagues of a client who waits for an answer."""
    return _to_colleagues(NoticeKind.ANSWER_OVERDUE, thread, people, "overdue")


def _to_colleagues(
    kind: NoticeKind, thread: Thread, people: Collection[PersonId], event: str
) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            kind,
            thread.practice,
            thread.id,
            f"{event}-{thread.waiting_from}-{person}",
            person=person,
            clients=frozenset({thread.client}),
        )
        for person in sorted(people)
    )
