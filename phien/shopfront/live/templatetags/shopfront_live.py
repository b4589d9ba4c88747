"""What the live page's templates load: the words it shares with its JavaScript."""

from django import template

from phien.shopfront.live.words import said

register = template.Library()


@register.simple_tag
def word(key: str, **values: object) -> str:
    """One of the page's words, filled: {% word "left" unit=item.unit %}."""
    return said(key, **values)
