"""Contents with units as people type them: `500 ml`, `1,5 kg`, `20 gói`."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["read_content", "written_content"]

_TYPED = re.compile(r"(?P<value>\d+(?:[.,]\d{1,3})?)\s*(?P<unit>[^\W\d_][^\d]{0,15})")


def read_content(text: str) -> tuple[Decimal, str] | None:
    """Value and unit, or None where it is not one."""
    found = _TYPED.fullmatch(" ".join(text.split()))
    if not found:
        return None
    value = Decimal(found["value"].replace(",", "."))
    return (value, found["unit"].strip()) if value else None


def written_content(value: Decimal | None, unit: str) -> str:
    """`1,5 kg` as it was typed, without the zeros that a database adds; empty for nothing."""
    return f"{value.normalize():f} {unit}".replace(".", ",") if value is not None else ""
