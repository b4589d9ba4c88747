"""Numbers of days and hours: "8h30", "sau 20h", "3 tuổi", "đường 3-2"."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import typed, written
from phien.reading.row import BODY, Row
from phien.reading.tokens import NUMBER

__all__ = ["HOUR", "TIME_UNITS", "read_date", "read_time"]

HOUR = frozenset({"h"}) | typed("giờ")
TIME_UNITS = typed("giờ phút p ph tuổi tháng tuần năm lần pm tiếng") - {"nam", "tieng"} | written(
    "ngày giây bữa đêm buổi hôm"
)
_DAY_PARTS = typed("sáng trưa chiều tối đêm khuya rưỡi")
_BEFORE_HOURS = written("sau trước lúc tới đến khoảng tầm hồi từ giờ") | {"truoc", "luc"}
_LAST_DAY = 31
_AGE = typed("tuổi")
_RANGE_SIGNS = frozenset("-–~")


def read_time(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """8h30, 5h chiều, sau 20h, 3 tuổi, 2 lần."""
    tokens, keys = c.tokens, c.keys
    after = at + 2
    if c.plain and follows == "gio" and c.catalogue.names.longest(keys, at + 1, plain=True)[1]:
        return 0  # "1 gio": giỏ rather than giờ
    if follows in HOUR and (glued or follows != "h"):
        before_key = keys[at - 1] if at else ""
        done = bool(c.tags_at(after) & t.DONE)  # "11h rồi"
        clock = after < len(tokens) and (
            keys[after] in _DAY_PARTS or done or (tokens[after].kind == NUMBER and tokens[after].glued)
        )
        if (
            clock
            or follows != "h"
            or before_key in _BEFORE_HOURS
            or value > 12
            or not ({"h"} & c.catalogue.letter_units)
        ):
            after += clock and not done
            c.put(k.IGNORED, at, after)
            return after
        return 0
    if follows in TIME_UNITS and (len(follows) > 2 or glued):
        chunk = c.put(k.IGNORED, at, after)
        if follows in _AGE and c.catalogue.sizes:
            chunk.doubt = BODY
        return after
    return 0


def read_date(c: Row, at: int, value: int) -> int:
    """Two numbers after a word that takes a number: "đường 3-2", "lễ 2-9"."""
    keys, tokens = c.keys, c.tokens
    if at + 2 >= len(tokens) or keys[at + 1] not in _RANGE_SIGNS or tokens[at + 2].kind != NUMBER:
        return 0
    if value > _LAST_DAY or tokens[at + 2].value > _LAST_DAY or c.starts_unit(at + 3):
        return 0
    c.put(k.IGNORED, at, at + 3)
    return at + 3
