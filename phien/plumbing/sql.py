"""A statement with its values, as houses offer them to whoever writes a batch. No Django."""

from collections.abc import Sequence
from typing import NamedTuple

import orjson


class Statement(NamedTuple):
    """Plain SQL for many rows, and its values in order (psycopg placeholders)."""

    sql: str
    values: Sequence[object]


def json_text(value: object) -> str:
    """Compact JSON text of a plain value."""
    return orjson.dumps(value).decode()
