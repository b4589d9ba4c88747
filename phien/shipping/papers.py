"""Labels and slips as one PDF, set by Typst: no system library, the same fonts on every machine."""

import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import segno
import typst
from django.utils.translation import gettext, override

from phien.kernel.phones import national
from phien.kernel.text import clean
from phien.plumbing.templatetags.phien import kilos
from phien.shipping import code128
from phien.shipping.contracts import CARRIERS, Content, Paper, Papers, Parcel, Place

HERE = Path(__file__).parent
LINES_ON_A_LABEL = 9
_UNPRINTED = {"So", "Sk", "Cn", "Co", "Cs", "Mn"}  # emoji and the like: our two fonts have no shape for them


def render(
    parcels: Sequence[Parcel],
    *,
    papers: Papers,
    paper: Paper,
    form: Literal["pdf", "png"] = "pdf",
    ppi: float = 203.0,
) -> bytes | list[bytes]:
    """The papers of these parcels: one PDF, or with form="png" one picture a page (one alone: its bytes).

    Labels are read by carriers: they are in Vietnamese whatever language the screen has.
    """
    with override("vi"):
        data = {
            "paper": paper.value,
            "papers": papers.value,
            "lines": LINES_ON_A_LABEL,
            "words": _words(),
            "parcels": [_page_of(parcel) | _codes_of(parcel, papers) for parcel in parcels],
        }
    return _compile(HERE / "documents" / "papers.typ", data, form=form, ppi=ppi)


def typeset(template: Path, data: Mapping[str, object]) -> bytes:
    """One PDF of a Typst template, which finds `data` as JSON in `sys.inputs.data`; with our fonts alone."""
    made = _compile(template, data)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def typeset_picture(template: Path, data: Mapping[str, object]) -> bytes:
    """The same as one PNG, a point a pixel; of the first page."""
    made = _compile(template, data, form="png", ppi=72.0)
    return made if isinstance(made, bytes) else made[0]


def _compile(
    template: Path, data: Mapping[str, object], *, form: Literal["pdf", "png"] = "pdf", ppi: float = 203.0
) -> bytes | list[bytes]:
    made: bytes | list[bytes] = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        format=form,
        pdf_tags=False,  # for printers: tags would double the time and the size
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return made


def _words() -> dict[str, str]:
    return {
        "title": gettext("Labels and slips"),
        "to": gettext("Send to"),
        "from": gettext("Sender"),
        "note": gettext("Buyer says"),
        "order": gettext("Your order"),
        "collect": gettext("Collect in cash"),
        "paid": gettext("Paid, collect nothing"),
        "number": gettext("No."),
        "thanks": gettext("Thank you for buying from the people who make it."),
        "trouble": gettext("Something wrong with the parcel? Call"),
    }


def _page_of(parcel: Parcel) -> dict[str, object]:
    more = len(parcel.contents) - LINES_ON_A_LABEL
    return {
        "code": parcel.code,
        "seller": printable(parcel.seller),
        "placed": parcel.placed,
        "number": parcel.number,
        "weight": kilos(parcel.weight),
        "carrier": printable(gettext(CARRIERS[parcel.carrier])) if parcel.carrier in CARRIERS else "",
        "sender": _place(parcel.sender),
        "receiver": _place(parcel.receiver),
        "contents": [_content(line) for line in parcel.contents],
        "sums": _sums(parcel),
        "due": dong(parcel.due) if parcel.due else "",
        "note": printable(parcel.note),
        "link": parcel.link,
        "more": gettext("and {count} more, see the slip").format(count=more) if more > 0 else "",
    }


def _codes_of(parcel: Parcel, papers: Papers) -> dict[str, object]:
    """Bars and squares, only those that the papers show: squares are the dearest part of a label.

    The label's square is the code alone: who carries the parcel must not get the buyer's page.
    """
    codes: dict[str, object] = {}
    if papers is not Papers.SLIPS:
        codes |= {"bars": code128.svg(parcel.code), "square": _square(parcel.code)}
    if papers is not Papers.LABELS:
        codes["door"] = _square(parcel.link or parcel.code)
    return codes


def _sums(parcel: Parcel) -> list[dict[str, object]]:
    rows = [(gettext("Goods"), parcel.goods, False)]
    if parcel.discount:
        rows.append((gettext("Discount"), -parcel.discount, False))
    rows += [(gettext("Shipping"), parcel.shipping, False), (gettext("Total"), parcel.total, True)]
    if parcel.paid:
        rows.append((gettext("Paid"), parcel.paid, False))
    if parcel.due:
        rows.append((gettext("Still to pay to the carrier"), parcel.due, True))
    return [{"name": name, "amount": dong(amount), "bold": bold} for name, amount, bold in rows]


def _content(line: Content) -> dict[str, str]:
    return {
        "code": line.code,
        "name": printable(line.name),
        "qty": f"×{line.qty}",
        "amount": dong(line.amount),
    }


def _place(place: Place) -> dict[str, str]:
    address = [printable(part) for part in (place.street, place.commune, place.province)]
    return {
        "name": printable(place.name),
        "phone": spaced_phone(place.phone),
        "address": ", ".join(part for part in address if part),
    }


def _square(text: str) -> str:
    out = io.BytesIO()
    # A fixed mask is as readable on paper, and choosing the best of eight costs 2 ms a square.
    square = segno.make(text, error="m", micro=False, mask=3)
    square.save(out, kind="svg", border=0, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def printable(text: str) -> str:
    """NFC, on one line, without hidden characters and without what no font of ours can show."""
    kept = (char for char in clean(text) if unicodedata.category(char) not in _UNPRINTED or _devanagari(char))
    return " ".join("".join(kept).split())


def _devanagari(char: str) -> bool:
    return "\u0900" <= char <= "\u097f"


def spaced_phone(phone: str) -> str:
    """As people write it: 0900 000 012; foreign ones keep their +code."""
    dialled = national(phone)
    if not dialled.startswith("0"):
        return dialled
    return f"{dialled[:4]} {dialled[4:7]} {dialled[7:]}".strip()


def dong(amount: int) -> str:
    """145.000 ₫, unbroken."""
    return f"{amount:,}".replace(",", ".").replace("-", "−") + "\u00a0₫"
