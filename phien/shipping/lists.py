"""The hand-over list that a carrier signs, as a PDF on A4, set by Typst."""

from django.utils.translation import gettext

from phien.plumbing.templatetags.phien import kilos
from phien.shipping.contracts import Handed, HandedRow
from phien.shipping.papers import HERE, dong, printable, typeset


def render_list(handed: Handed) -> bytes:
    """In the active language (`queries` makes it Vietnamese: the carrier's driver reads it)."""
    totals = handed.totals
    data = {
        "title": gettext("Hand-over list"),
        "seller": printable(handed.seller),
        "carrier": printable(handed.carrier or gettext("carrier not chosen")),
        "when": handed.when,
        "by": printable(handed.by),
        "heads": [
            gettext("No."),
            gettext("Order code"),
            gettext("Receiver"),
            gettext("Weight"),
            gettext("Cash to collect"),
        ],
        "rows": [_row(number, row) for number, row in enumerate(handed.rows, start=1)],
        "totals": [
            [gettext("Parcels"), str(totals.parcels)],
            [gettext("Weight"), _weight(totals.grams, totals.unweighed)],
            [gettext("Cash to collect"), dong(totals.cash)],
        ],
        "signs": [gettext("Given by"), gettext("Taken by (carrier)")],
        "hint": gettext("Name, signature, time"),
    }
    return typeset(HERE / "documents" / "handover.typ", data)


def _row(number: int, row: HandedRow) -> list[str]:
    cash = dong(row.cash) if row.cash else "–"
    receiver = ", ".join(part for part in (printable(row.receiver), printable(row.place)) if part)
    return [str(number), row.code, receiver, kilos(row.grams) or "–", cash]


def _weight(grams: int, unweighed: int) -> str:
    if not unweighed:
        return kilos(grams)
    return gettext("{weight}, {count} not weighed").format(weight=kilos(grams), count=unweighed)
