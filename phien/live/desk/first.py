"""Answers that need no deciding: what a key was answered first, and what is said when the live is over."""

from typing import Any

from phien.checkout.statements import FIRST_ANSWERS
from phien.comments.statements import FIRST_OUTCOMES
from phien.live.contracts import Answer, Ask
from phien.live.desk.place import digest
from phien.live.desk.steps import Rows
from phien.plumbing.sql import Statement

BUTTON = "button"


def first_answers(session: int, keys: list[tuple[str, str]]) -> list[Statement]:
    """Statements that read what these (source, key) were answered."""
    named: list[object] = [[source for source, _ in keys], [key for _, key in keys]]
    return [Statement(FIRST_ANSWERS, [session, *named]), Statement(FIRST_OUTCOMES, [session, *named])]


class Firsts:
    """First answers by (source, key), as `first_answers` read them."""

    def __init__(self, rows: list[Rows]) -> None:
        wishes, comments = rows
        self.wishes = {(row[0], row[1]): row for row in wishes}
        self.comments = {(row[0], row[1]): row for row in comments}

    def wish(self, ask: Ask, *, own: bool = False) -> Answer | None:
        """Of a button's key. `own`: it is this very request's, whose answer was lost, so 201 stays 201."""
        row = self.wishes.get((BUTTON, ask.key))
        if row is None:
            return None
        asked = {name: ask.body[name] for name in ("name", "phone", "items")}
        if row[2] != digest(asked):
            return Answer(422, {"code": "key_used"})
        status = row[3]["status"]
        return Answer(200 if status == 201 and not own else status, row[3]["body"])

    def comment(self, source: str, key: str, *, own: bool = False) -> Answer | None:
        """Of a comment: `duplicate` with the first order and items; its own outcome where `own`."""
        row = self.comments.get((source, key))
        if row is None:
            return None
        _, _, outcome, items, code = row
        body: dict[str, Any] = {"external_id": key, "outcome": outcome if own else "duplicate"}
        if code:
            body["order"] = code
        if items and outcome not in ("question", "other"):
            body["items"] = items
        return Answer(200, body)


def closed(remark_id: str | None) -> Answer:
    """What is behind a closing. For a button no row: its key may buy later. For a comment its outcome."""
    if remark_id is None:
        return Answer(409, {"code": "closed"})
    return Answer(200, {"external_id": remark_id, "outcome": "closed"})


def not_saved(remark_id: str | None) -> Answer:
    """What could not be written."""
    if remark_id is None:
        return Answer(500, {"code": "not_saved"})
    return Answer(200, {"external_id": remark_id, "outcome": "invalid", "reason": "not_saved"})
