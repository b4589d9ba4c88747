"""What screens, jobs and the edge ask of a session's desk, and what it answers. No Django.

Every ask has a `do`, a `key` (the same key twice gets the first answer) and a plain JSON `body`:

| do       | body                                                            | who asks            |
| -------- | --------------------------------------------------------------- | ------------------- |
| place    | buyer_key, source, name, phone, items [{code, qty}]             | buy button          |
| comments | rows [{source, external_id, author {id, name}, text, at, pinned}] | API, replay       |
| cancel   | order (id)                                                      | buyer, keeper       |
| change   | order (id), items [{code, qty}]: the whole order afterwards     | buyer, keeper       |
| edit     | order (id), lines [{code, price, qty}], seen: the whole order     | keeper              |
| enter    | source, name, phone, items: an order of who called or wrote     | keeper              |
| merge, unmerge | order (id) joins `into` (id); undo                        | keeper              |
| split, rejoin  | order (id), lines: a second parcel; undo (order, into)    | keeper              |
| revive, give_up | order (id) ended, its money came late; no longer         | keeper              |
| blocks   | nothing: who is blocked is read anew                            | keeper              |
| hide     | comment (id), hidden                                            | host, keeper        |
| leave    | waiting (id): "Thôi đợi"                                        | buyer, keeper       |
| resolve  | comment (id), decision as_read|corrected|reread|dropped, items, word | keeper         |
| reopen_review | comment (id): undo of a decision                           | keeper              |
| more     | comment (id), items it asks for too, word (id)                  | keeper              |
| teach    | words, code or "", comment (id)                                 | keeper              |
| forget, remember | word (id)                                               | keeper              |
| learn    | nothing: what was taught is read anew                           | keeper              |
| pin      | code or ""                                                      | host, keeper        |
| short    | order, line (ids), qty, what wait|leave|replace, note, code, price | packer, keeper     |
| settle   | shortage (id), how came|found|left_out                          | packer, keeper      |
| price    | code, and any of price, flash_price, flash_until (ISO or null), limit_per_buyer | host, keeper |
| allot    | code, by (+n takes from free stock, -n gives back), new (they have just come) | host, keeper |
| add      | variant (id), qty, price, code, name, new, limit_per_buyer      | host, keeper        |
| stop     | code: nobody new may order it; who has it or waits stays        | host, keeper        |
| resume   | code                                                            | host, keeper        |
| undo     | command: the key of a pin, price, allot, add, stop, resume or more | host, keeper        |
| close    | nothing                                                         | host, manager       |
| reopen   | nothing; within 10 minutes after the close                      | host, manager       |
"""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

import orjson

REOPENABLE = timedelta(minutes=10)  # after the close


class SessionState(StrEnum):
    """Scheduled and closed sessions have no desk."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


OUTCOMES = (
    "order",
    "changed",
    "cancelled",
    "review",
    "question",
    "other",
    "waitlisted",
    "sold_out",
    "limit",
    "closed",
    "invalid",
    "duplicate",
    "blocked",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One command for the desk of `session`. `actor` is buyer, desk, job, shell or person:<id>."""

    session: int
    do: str
    key: str
    body: dict[str, Any] = field(default_factory=dict)
    actor: str = "shell"
    person: int | None = None

    def to_json(self) -> bytes:
        """The bus's form."""
        return orjson.dumps(
            {
                "session": self.session,
                "do": self.do,
                "key": self.key,
                "body": self.body,
                "actor": self.actor,
                "person": self.person,
            }
        )

    @classmethod
    def from_json(cls, text: bytes) -> "Ask":
        """Read what `to_json` wrote."""
        return cls(**orjson.loads(text))


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is an HTTP status; `body` is JSON; a refusal has `code` (and its details) in it."""

    status: int
    body: dict[str, Any] | list[Any]

    def to_json(self) -> bytes:
        """The bus's form."""
        return orjson.dumps({"status": self.status, "body": self.body})

    @classmethod
    def from_json(cls, text: bytes) -> "Answer":
        """Read what `to_json` wrote."""
        return cls(**orjson.loads(text))
