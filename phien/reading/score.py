"""How well readings agree with an annotated set; docs/reading.md says what each figure means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phien.reading.contracts import Reading

__all__ = ["Score"]

_ACTS = frozenset({"order", "change", "cancel"})


class Score:
    """Counts, comment by comment."""

    def __init__(self) -> None:
        self.total = 0
        self._captured = 0
        self._right = 0
        self._wanted = 0
        self._no_orders = 0
        self._false = 0
        self._phones = 0
        self._intents = 0
        self._reviews = 0

    def add(self, truth: Mapping[str, Any], reading: Reading) -> None:
        """Takes in one annotated comment and what was read. Raises KeyError where it has no annotation."""
        captured = reading.intent in _ACTS and not reading.review
        exact = (
            captured
            and reading.intent == truth["intent"]
            and _by_code(reading) == _annotated(truth)
            and not truth["review"]
        )
        self.total += 1
        self._captured += captured
        self._right += exact
        self._wanted += truth["intent"] in _ACTS and not truth["review"]
        if truth["intent"] in ("question", "other"):
            self._no_orders += 1
            self._false += captured
        self._phones += reading.phone == truth.get("phone")
        self._intents += reading.intent == truth["intent"]
        self._reviews += reading.review

    def figures(self) -> dict[str, float]:
        """Precision, recall, false orders per 1,000 comments that are none, and the shares of the whole."""
        return {
            "n": self.total,
            "precision": _share(self._right, self._captured),
            "recall": _share(self._right, self._wanted),
            "false_per_1000": 1000 * _share(self._false, self._no_orders),
            "phone": _share(self._phones, self.total),
            "intent": _share(self._intents, self.total),
            "review_share": _share(self._reviews, self.total),
        }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _by_code(reading: Reading) -> dict[str, int]:
    return {code.upper(): qty for code, qty in reading.items}


def _annotated(truth: Mapping[str, Any]) -> dict[str, int]:
    items: dict[str, int] = {}
    for item in truth.get("items") or []:
        code = str(item["code"]).upper()
        items[code] = items.get(code, 0) + int(item["qty"])
    return items
