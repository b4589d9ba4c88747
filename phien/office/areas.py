"""The parts of the office: their places in the navigation, their signs, and who may enter."""

from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, resolve

from phien.kernel.words import gettext_noop
from phien.office.access import ANYBODY, GOODS, MANAGING, MONEY, ORDERS, PACKING, RECEIVING, SELLING, may

ON_A_PHONE = 4  # places in the bar at the foot; the rest stands under "More"


@dataclass(frozen=True, slots=True)
class Area:
    """`path` follows `/<coop>/`; `sign` is an icon; `word` is English, to translate. Who may do what stands
    in `within` finds the place there and needs no second one."""

    path: str
    sign: str
    word: str
    roles: tuple[str, ...]
    within: tuple[str, ...] = ()


AREAS = (
    Area("", "list-checks", gettext_noop("To do"), ANYBODY),
    Area("sessions/", "radio", gettext_noop("Lives"), SELLING),
    Area("orders/", "shopping-basket", gettext_noop("Orders"), (*ORDERS, *MONEY)),
    Area("packing/", "scan-barcode", gettext_noop("Packing"), (*PACKING, *ORDERS)),
    Area("stock/", "package", gettext_noop("Stock"), RECEIVING),
    Area("calls/", "phone", gettext_noop("Calls"), ORDERS),
    Area("calls/money/", "banknote", gettext_noop("Money"), MONEY, within=ORDERS),
    Area("figures/", "hand-coins", gettext_noop("Figures"), MONEY),
    Area("products/", "tag", gettext_noop("Products"), GOODS),
    Area("certificates/", "badge-check", gettext_noop("Certificates"), GOODS),
    Area("activity/", "clock", gettext_noop("Record"), (*ORDERS, *MONEY)),
    Area("people/", "users", gettext_noop("People"), MANAGING),
    Area("settings/", "sliders", gettext_noop("Settings"), MANAGING),
)
# A manager does everything; these four are nearest to the thumb.
FOREMOST = ("", "sessions/", "orders/", "stock/")


@cache
def exists(path: str) -> bool:
    """True where some screen answers at this path of a cooperative."""
    try:
        resolve(f"/coop/{path}")
    except Resolver404:
        return False
    return True


def areas_of(roles: frozenset[str]) -> list[Area]:
    """What somebody with these roles may enter, the foremost first."""
    mine = [
        area
        for area in AREAS
        if may(roles, *area.roles) and exists(area.path) and not (area.within and may(roles, *area.within))
    ]
    if len(mine) > ON_A_PHONE + 1:
        mine.sort(key=lambda area: area.path not in FOREMOST)
    return mine


def may_enter(roles: frozenset[str], path: str) -> bool:
    """True where these roles may enter the area at `path`."""
    return any(area.path == path and may(roles, *area.roles) and exists(path) for area in AREAS)
