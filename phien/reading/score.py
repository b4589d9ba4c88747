"""How well readings agree with an annotated set; docs/reading.md says what each figure means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from phien.reading.contracts import Intent, Reading

__all__ = ["INTENTS", "IntentFigures", "Score"]

INTENTS: tuple[str, ...] = get_args(Intent)
_ACTS = frozenset({"order", "change", "cancel"})


@dataclass(frozen=True, slots=True)
class IntentFigures:
    """One intent by itself, whatever the items: comments annotated so, read so, and both."""

    intent: str
    annotated: int
    read: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of those read so that are so; None where none was read so."""
        return self.both / self.read if self.read else None

    @property
    def recall(self) -> float | None:
        """The share of those that are so which were read so; None where none is so."""
        return self.both / self.annotated if self.annotated else None


class Score:
    """Counts, comment by comment.

    `pairs` counts (annotated intent, read intent); `asked` why a person was asked, by reason code.
    """

    def __init__(self) -> None:
        self.total = 0
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.asked: Counter[str] = Counter()
        self._captured = 0
        self._right = 0
        self._wanted = 0
        self._no_orders = 0
        self._false = 0
        self._phones = 0
        self._acts_asked = 0

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
        self.pairs[truth["intent"], reading.intent] += 1
        if reading.review:
            self.asked[reading.reason] += 1
            self._acts_asked += truth["intent"] in _ACTS

    def figures(self) -> dict[str, float]:
        """Precision, recall, false orders per 1,000 comments that are none, and the shares of the whole.

        `asked_share` is the share of those annotated as order, change or cancel that a person is asked about.
        """
        acts = sum(found.annotated for found in self.intents() if found.intent in _ACTS)
        return {
            "n": self.total,
            "precision": _share(self._right, self._captured),
            "recall": _share(self._right, self._wanted),
            "false_per_1000": 1000 * _share(self._false, self._no_orders),
            "phone": _share(self._phones, self.total),
            "intent": _share(sum(found.both for found in self.intents()), self.total),
            "review_share": _share(self.asked.total(), self.total),
            "asked_share": _share(self._acts_asked, acts),
        }

    def intents(self) -> list[IntentFigures]:
        """Each intent by itself, in the order of `INTENTS`."""
        annotated: Counter[str] = Counter()
        read: Counter[str] = Counter()
        for (truth, found), count in self.pairs.items():
            annotated[truth] += count
            read[found] += count
        return [
            IntentFigures(intent, annotated[intent], read[intent], self.pairs[intent, intent])
            for intent in INTENTS
        ]


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
