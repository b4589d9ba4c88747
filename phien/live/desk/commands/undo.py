"""Taking back what staff changed during a live, while it still stands as that left it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Ask
from phien.live.desk.book import Book
from phien.live.desk.commands import items, rereading, sheet
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.steps import Rows, Steps
from phien.plumbing.sql import Statement

FIRST_ANSWER = "select answer from live_command where session_id = %s and key = %s"
BACK: dict[str, Callable[[Book, Basket, Ask, datetime], Steps[Done]]] = {
    "pin": sheet.pin,
    "price": sheet.price,
    "allot": sheet.allot,
    "remove": items.remove,
    "stop": items.stop,
    "resume": items.resume,
    "less": rereading.less,
}


def undo(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{command}: its key. The command kept how it is put back; each reverse has guards of its own."""
    command = str(ask.body["command"])
    kept: list[Rows] = yield [Statement(FIRST_ANSWER, [book.session, command])]
    back = kept[0][0][0].get("undo") if kept[0] else None
    if not back:
        return refused("not_undoable")
    return (
        yield from BACK[back["do"]](book, basket, replace(ask, body={**back["body"], "undoes": command}), at)
    )
