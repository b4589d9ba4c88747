"""The parts page: every part of the look in every state, to compose from and to look at (DEBUG only)."""

from datetime import timedelta

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import mark_safe

# Not a payment: the shape of one, so that the square has its usual size.
SPECIMEN = "00020101021238570010A00000072701270006970405011300000000000000208QRIBFTTA53037045406320000"


def parts(request: HttpRequest) -> HttpResponse:
    """GET /parts/"""
    square = segno.make(SPECIMEN, error="m").svg_inline(omitsize=True, border=4, dark="#17161F")
    told = {
        "until": timezone.now() + timedelta(seconds=581),
        "phone": "0900\u00a0•••\u00a0012",
        "picture": static("plumbing/pictures/empty-orders.svg"),
        "qr": mark_safe(square),  # noqa: S308 - drawn here from a fixed text
        "minutes_sold": [2, 2, 2, 2, 2, 10, 10, 8, 6, 4, 4, 3, 18, 14, 12, 9, 6, 5, 6, 3, 3, 3, 3, 3, 3],
    }
    return render(request, "plumbing/parts.html", told)
