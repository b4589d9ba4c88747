"""What the office's templates load with {% load office %}: navigation, records in words, roles."""

from typing import Any

from django import template
from django.utils.translation import gettext

from phien.activity.models import Entry
from phien.coops.models import Role
from phien.office.areas import AREAS, ON_A_PHONE, areas_of, may_enter
from phien.office.frame.record import sentence_of, who_of
from phien.office.paging import looked_for

register = template.Library()


@register.inclusion_tag("office/_nav.html", takes_context=True)
def office_nav(context: dict[str, Any]) -> dict[str, Any]:
    """Return the navigation of the person who asks; the first few also stand on a phone."""
    request = context["request"]
    base = f"/{request.coop.slug}/"
    entries = [
        {
            "url": base + area.path,
            "sign": area.sign,
            "word": gettext(area.word),
            "here": request.path.startswith(base + area.path) if area.path else request.path == base,
            "beyond": number >= ON_A_PHONE,
        }
        for number, area in enumerate(areas_of(request.roles))
    ]
    hidden_here = any(entry["here"] and entry["beyond"] for entry in entries)
    more = f"{base}more/"
    return {
        "entries": entries,
        "more_url": more,
        "more_here": request.path == more,
        "more_holds": hidden_here,
    }


@register.simple_tag(takes_context=True)
def other_filters(context: dict[str, Any], name: str = "page") -> str:
    """Return what this list was asked besides its page, to stand before `page=` in a link."""
    kept = context["request"].GET.copy()
    kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""


@register.inclusion_tag("office/_find.html", takes_context=True)
def find_box(context: dict[str, Any], label: str) -> dict[str, Any]:
    """Return the box to look through a list; what else the list was asked is kept, its page is not."""
    given = context["request"].GET
    kept = [(name, given[name]) for name in given if name not in {"q", "page", "before", "undo"}]
    return {"label": label, "text": looked_for(context["request"]), "kept": kept}


@register.inclusion_tag("office/_signs.html", takes_context=True)
def office_signs(context: dict[str, Any]) -> dict[str, Any]:
    """Return the signs in the header: find an order, see what happened; each for who may."""
    request = context["request"]
    base = f"/{request.coop.slug}/"
    signs = (("orders/", "search", gettext("Find an order")), ("activity/", "bell", gettext("What happened")))
    return {
        "signs": [
            {"url": f"{base}{path}", "sign": sign, "word": word}
            for path, sign, word in signs
            if may_enter(request.roles, path)
        ]
    }


@register.inclusion_tag("office/_switch.html", takes_context=True)
def office_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Return the person's other cooperatives, each at the same part of the office where they may enter it."""
    request = context["request"]
    inside = request.path.removeprefix(f"/{request.coop.slug}/")
    here = max((area.path for area in AREAS if inside.startswith(area.path)), key=len)
    others = [place for place in request.places if place.coop != request.coop]
    return {
        "others": [
            {
                "name": place.coop.short_name or place.coop.name,
                "url": f"/{place.coop.slug}/{here if may_enter(place.roles, here) else ''}",
            }
            for place in others
        ]
    }


@register.filter
def in_words(entry: Entry) -> str:
    """Return what happened as a sentence in the reader's language; unknown kinds plainly."""
    return sentence_of(entry)


@register.filter
def who(entry: Entry) -> str:
    """Return who did it: a name, or the buyer, the desk, a job, the command line."""
    return who_of(entry)


@register.filter
def role_name(role: str) -> str:
    """Return a role in the reader's language."""
    return gettext(str(Role(role).label))
