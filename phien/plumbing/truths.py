"""What a house's `queries.broken_truths()` gives to `phien check`: one entry for each truth that is broken."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class BrokenTruth:
    """`truth` is the number in docs/decisions on the desk; `rows` are the rows that break it, plain values."""

    truth: int
    sentence: str
    rows: list[dict[str, Any]] = field(default_factory=list)
