"""Commands that first lock their order rows, then decide on what they read, then write.

Each is a generator of steps: `run(book, basket, ask, at)` yields what to lock and read; what it
leaves in the basket (and returns in `Done`) is written after it, in the same transaction.
"""

from collections.abc import Callable
from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands import (
    again,
    editing,
    entering,
    hushing,
    items,
    joining,
    lines,
    loss,
    rereading,
    review,
    reviving,
    sheet,
    shelf,
    splitting,
    teaching,
    time,
)
from phien.live.desk.commands.outcome import Done
from phien.live.desk.commands.undo import undo
from phien.live.desk.steps import Steps

Command = Callable[[Book, Basket, Ask, datetime], Steps[Done]]

COMMANDS: dict[str, Command] = {
    "cancel": lines.cancel,
    "change": lines.change,
    "leave": lines.leave,
    "edit": editing.edit,
    "enter": entering.enter,
    "merge": joining.merge,
    "unmerge": joining.unmerge,
    "split": splitting.split,
    "rejoin": splitting.rejoin,
    "revive": reviving.revive,
    "give_up": reviving.give_up,
    "blocks": hushing.blocks,
    "hide": hushing.hide,
    "resolve": review.resolve,
    "reopen_review": review.reopen,
    "more": rereading.more,
    "teach": teaching.teach,
    "forget": teaching.forget,
    "remember": teaching.remember,
    "learn": teaching.learn_anew,
    "pin": sheet.pin,
    "price": sheet.price,
    "allot": sheet.allot,
    "lose": loss.lose,
    "short": shelf.short,
    "settle": shelf.settle,
    "add": items.add,
    "stop": items.stop,
    "resume": items.resume,
    "undo": undo,
    "expire": time.expire,
    "close": time.close,
    "reopen": again.reopen,
}

__all__ = ["COMMANDS", "Answer", "Command", "Done"]
