"""Tests threads over random histories, with retries and overtaken messages."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chalicelib.kernel.errors import Conflict
from chalicelib.messages.domain.thread import MessageKind, ThreadState
from tests.messages.messages_harness import ADMIN, KIM, SAM, MessagesHarness, a_key

STAFF = st.sampled_from([SAM, KIM, ADMIN])
TEXTS = st.text("ab ☂", min_size=1, max_size=5)


class ThreadHistory(RuleBasedStateMachine):
    """
    Lets a client and three colleagues write, close, read and send again.

    `sent` has the text of each message that was accepted, by idempotency key. `open` has the
    numbers of the client's messages that have no answer.
    """

    def __init__(self):
        super().__init__()
        self.harness = MessagesHarness()
        self.harness.assign(self.harness.avery, SAM, KIM)
        self.sent, self.open, self.number = {}, set(), 0
        self.thread = self.harness.start(key=self.new_key("May I bring my sister?"))
        self.open.add(1)

    def new_key(self, text):
        self.number += 1
        self.sent[f"key-{self.number}"] = text
        return a_key(f"key-{self.number}")

    @property
    def count(self):
        return self.harness.threads.reached(ADMIN, self.thread.id).count

    @rule(text=TEXTS)
    def client_writes(self, text):
        self.harness.write(self.harness.as_avery, self.thread, text, self.new_key(text))
        self.open.add(self.count)

    @rule(who=STAFF, text=TEXTS, unread=st.integers(0, 2))
    def staff_respond(self, who, text, unread):
        seen = max(self.count - unread, 0)
        self.harness.write(who, self.thread, text, self.new_key(text), seen)
        self.open = {n for n in self.open if n > seen}

    @rule(who=STAFF, unread=st.integers(0, 2))
    def staff_close(self, who, unread):
        seen, was_closed = max(self.count - unread, 0), self.state() is ThreadState.CLOSED
        try:
            self.harness.close(who, self.thread, "", seen=seen)
        except Conflict:
            assert any(n > seen for n in self.open)
            return
        if not was_closed:
            self.sent[f"close-{self.count}"] = ""
        self.open = set()

    @rule(who=STAFF, first=TEXTS, second=TEXTS)
    def both_write_at_one_moment(self, who, first, second):
        """The client's message is stored while staff respond to what was there before."""
        seen, access = self.count, self.harness.as_avery
        key = self.new_key(second)
        self.harness.rows.interruptions = [
            lambda: self.harness.write(access, self.thread, second, key)
        ]
        self.harness.write(who, self.thread, first, self.new_key(first), seen)
        self.open = {seen + 1}

    @rule(text=TEXTS)
    def client_sends_twice(self, text):
        key = self.new_key(text)
        for _ in range(2):
            self.harness.write(self.harness.as_avery, self.thread, text, key)
        self.open.add(self.count)

    @rule(seen=st.integers(0, 30))
    def client_reads(self, seen):
        self.harness.writer.mark_seen(self.harness.as_avery, self.thread.id, seen)

    @rule(who=STAFF)
    def staff_read(self, who):
        self.harness.threads.get(who, self.thread.id)

    def state(self):
        return self.harness.threads.reached(ADMIN, self.thread.id).state

    @invariant()
    def the_thread_waits_while_a_message_has_no_answer(self):
        assert (self.state() is ThreadState.WAITING) == bool(self.open)

    @invariant()
    def every_accepted_message_is_stored_once_and_in_order(self):
        messages = self.harness.rows.messages[ADMIN.practice, self.thread.id]
        assert [each.n for each in messages] == list(range(1, len(messages) + 1))
        assert sorted(each.text for each in messages) == sorted(self.sent.values())
        closes = [each for each in messages if each.kind is MessageKind.CLOSE]
        assert len(closes) == sum(key.startswith("close") for key in self.sent)


TestThreadHistory = ThreadHistory.TestCase
TestThreadHistory.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
