"""The run sheet on paper, for the host's table: large letters, code, price, how many, what to say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from phien.live import queries
from phien.live.queries import SheetRow
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.sheet import found
from phien.office.sessions.who import SEE
from phien.plumbing.templatetags.phien import clock, dong, weekday, whole
from phien.shipping.queries import printable, typeset

if TYPE_CHECKING:
    from phien.live.models import Session

DOCUMENT = Path(__file__).parent / "documents" / "table_sheet.typ"


@require_GET
@staff_of_coop(*SEE)
def paper(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET /<coop>/sessions/<id>/sheet.pdf, in the reader's language."""
    session = found(request, session_id)
    rows = queries.run_sheet(coop=request.coop, session=session, at=now())
    response = HttpResponse(
        typeset(DOCUMENT, _facts(session, rows, request.coop.name)), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="sheet-{session.pk}.pdf"'
    return response


def _facts(session: Session, rows: Sequence[SheetRow], seller: str) -> dict[str, object]:
    counts = [_amount(row) for row in rows]
    return {
        "language": get_language() or "vi",
        "title": printable(session.title),
        "when": f"{clock(session.scheduled_at)} · {weekday(session.scheduled_at)}",
        "seller": printable(seller),
        "words": {
            "code": gettext("Code"),
            "item": gettext("Item, and what to say"),
            "price": gettext("Price"),
            "amount": gettext("How many"),
            "sum": gettext("If all is sold"),
        },
        "rows": [_row(row, amount) for row, amount in zip(rows, counts, strict=True)],
        "pieces": whole(sum(counts)),
        "value": dong(sum(row.item.price * amount for row, amount in zip(rows, counts, strict=True))),
    }


def _amount(row: SheetRow) -> int:
    """What the session was given; before the opening what is planned."""
    return row.allotted if row.item.allotment_id is not None else row.item.planned


def _row(row: SheetRow, amount: int) -> dict[str, str]:
    item = row.item
    limit = item.limit_per_buyer
    return {
        "code": printable(item.code),
        "name": printable(item.name),
        "price": dong(item.price),
        "flash": gettext("flash: {price}").format(price=dong(item.flash_price)) if item.flash_price else "",
        "amount": whole(amount),
        "limit": gettext("at most {limit} for one buyer").format(limit=whole(limit)) if limit else "",
        "say": printable(item.say),
    }
