"""Database work as steps: a generator yields statements and is sent their rows.

The same command runs in a desk (one pipeline a step) and, where a session has no desk, in Django's
cursor: whoever drives it decides how.
"""

from collections.abc import Generator
from typing import Any, TypeVar

from phien.plumbing.sql import Statement

Rows = list[tuple[Any, ...]]
T = TypeVar("T")
Steps = Generator[list[Statement], list[Rows], T]


class Writes(list[Statement]):
    """The last step of a transaction: send it together with the commit."""
