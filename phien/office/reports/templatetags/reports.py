"""Filters of the report's templates: findings in words, steps from comment to money, moments in addresses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from django import template
from django.utils.translation import gettext

from phien.office.reports.figures import Money, Talk
from phien.office.reports.findings import Finding
from phien.office.reports.sets import ORDERS
from phien.office.reports.words import DECISIONS, OUTCOMES, READINGS, STEPS, WAITING
from phien.reading.reasons import SENTENCES

if TYPE_CHECKING:
    from phien.orders.models import Order

register = template.Library()


@register.filter
def in_words_of(finding: Finding) -> str:
    """Return a finding as a sentence in the reader's language."""
    return gettext(finding.sentence).format(**finding.facts)


@register.filter
def iso(moment: datetime) -> str:
    """Return a moment as it may stand in an address."""
    return quote(moment.isoformat())


@register.filter
def positive(number: int) -> int:
    """Return a number without its sign."""
    return abs(number)


@register.filter
def part_of(part: int, whole: int) -> int:
    """Return how many of a hundred."""
    return round(100 * part / whole) if whole else 0


@register.filter(name="is")
def same(value: object, other: object) -> bool:
    """Return whether both are equal."""
    return value == other


@register.filter
def steps(talk: Talk) -> list[tuple[str, int, str]]:
    """Return the way from comment to money: name of the rows, how many, in words."""
    counts = (talk.comments, talk.wanted, talk.bought, talk.settled)
    return [(kind, count, gettext(words)) for (kind, words), count in zip(STEPS, counts, strict=True)]


@register.filter
def ended(money: Money) -> list[tuple[str, str, int]]:
    """Return how orders ended that were not sold: name of the rows, in words, how many."""
    kinds = ("returned", "cancelled", "expired", "merged")
    return [(kind, gettext(ORDERS[kind].title), money.count[kind]) for kind in kinds if money.count[kind]]


@register.filter
def goods_after_discount(order: Order) -> int:
    """Return đồng of goods less the discount."""
    return order.goods - order.discount


@register.filter
def outcome_name(outcome: str) -> str:
    """Return what came of a comment, in words."""
    return gettext(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


@register.filter
def decision_name(decision: str) -> str:
    """Return what a person made of a comment, in words."""
    return gettext(DECISIONS[decision]) if decision in DECISIONS else decision


@register.filter
def reading_name(kind: str) -> str:
    """Return what comments were read as, in words."""
    return gettext(READINGS[kind])


@register.filter
def reason_name(reason: str) -> str:
    """Return why a person was asked, in words."""
    return gettext(SENTENCES[reason]) if reason in SENTENCES else reason


@register.filter
def waiting_name(state: str) -> str:
    """Return what came of a place in line, in words."""
    return gettext(WAITING[state]) if state in WAITING else state
