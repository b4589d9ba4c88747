"""Gauges and bars as SVG: their widths are attributes, since a style attribute is refused by our CSP."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CELLS = 10


def _percent(part: float, whole: float) -> str:
    return f"{max(0.0, min(100.0, 100 * part / whole)) if whole else 0:.4g}"


def gauge(left: int, held: int, total: int, label: str, thin: bool = False) -> SafeString:
    """Return the stock gauge: left solid, held hatched, sold empty; ten cells once `left` is ten or fewer.

    `label` is the sentence for screen readers: "Trên 120 chai: còn 37, đang giữ 12, đã chốt 71".
    """
    if 0 < left <= CELLS and not thin:
        return _cells(left, held, label)
    solid, hatched = _percent(left, total), _percent(held, total)
    edge = _percent(left + held, total)
    return format_html(
        '<svg class="gauge{}" role="img" aria-label="{}">'
        '<rect class="left" width="{}%" height="100%"/>'
        '<rect class="held" x="{}%" width="{}%" height="100%" fill="url(#hatch) currentColor"/>{}</svg>',
        " thin" if thin else "",
        label,
        solid,
        solid,
        hatched,
        format_html('<rect class="stop" x="{}%" width="2" height="100%"/>', edge) if held else "",
    )


def _cells(left: int, held: int, label: str) -> SafeString:
    kinds = (["left"] * left + ["held"] * held + [""] * CELLS)[:CELLS]
    return format_html(
        '<span class="cells" role="img" aria-label="{}">{}</span>',
        label,
        format_html_join("", '<i class="{}"></i>', ((kind,) for kind in kinds)),
    )


def bar(value: float, most: float, lead: bool = False) -> SafeString:
    """Return one bar of a chart, hidden from screen readers: its number stands beside it."""
    return format_html(
        '<svg class="bar{}" aria-hidden="true"><rect width="{}%" height="100%"/></svg>',
        " lead" if lead else "",
        _percent(value, most),
    )


def chart(values: Sequence[float], label: str, lead_from: int = -1, lead_to: int = -1) -> SafeString:
    """Return upright bars, one a value; those from lead_from to lead_to (inclusive) are the thing told."""
    most = max(values, default=0)
    step = 100 / max(1, len(values))
    rects = (
        (
            " class=lead" if lead_from <= place <= lead_to else "",
            f"{place * step + step * 0.1:.4g}",
            f"{100 - float(_percent(value, most)):.4g}",
            f"{step * 0.8:.4g}",
            _percent(value, most),
        )
        for place, value in enumerate(values)
    )
    return format_html(
        '<svg class="chart" role="img" aria-label="{}">{}</svg>',
        label,
        format_html_join("", '<rect{} x="{}%" y="{}%" width="{}%" height="{}%"/>', rects),
    )
