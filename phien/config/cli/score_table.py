"""The score of the reader as tables for a terminal: intents by themselves, and why people were asked."""

from __future__ import annotations

from phien.reading.reasons import SENTENCES
from phien.reading.score import INTENTS, Score

__all__ = ["asked_table", "intent_table"]

_FIRST = len("annotated as")
_WIDE = 9  # of a column


def intent_table(score: Score) -> list[str]:
    """Rows as annotated, columns as read; what is right stands on the diagonal. At most 80 wide."""
    found = score.intents()
    lines = [
        " " * _FIRST + "read as".rjust(_WIDE),
        _row("annotated as", [*INTENTS, "all", "recall"]),
    ]
    for one in found:
        counts = [score.pairs[one.intent, read] for read in INTENTS]
        lines.append(_row(one.intent, [*map(_count, counts), str(one.annotated), _share(one.recall)]))
    lines.append(_row("all", [*(str(one.read) for one in found), str(score.total), ""]))
    lines.append(_row("precision", [*(_share(one.precision) for one in found), "", ""]))
    return [line.rstrip() for line in lines]


def asked_table(score: Score) -> list[str]:
    """Why a person was asked and how often, most frequent first."""
    if not score.asked:
        return ["Nobody was asked about any comment."]
    lines = [f"{'asked because':<22}{'times':>6}"]
    for reason, count in sorted(score.asked.items(), key=lambda pair: (-pair[1], pair[0])):
        lines.append(f"{reason:<22}{count:>6}  {SENTENCES.get(reason, '')}".rstrip())
    return lines


def _row(name: str, cells: list[str]) -> str:
    return f"{name:<{_FIRST}}" + "".join(cell.rjust(_WIDE) for cell in cells)


def _count(count: int) -> str:
    return str(count) if count else "."


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"
