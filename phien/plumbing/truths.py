"""What a house's `queries.broken_truths()` gives to `phien check`: one entry for each broken truth."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class BrokenTruth:
    """`truth` is its number in the desk's promises; `rows` are the rows that break it, plain values."""

    truth: int
    sentence: str
    rows: list[dict[str, Any]] = field(default_factory=list)
