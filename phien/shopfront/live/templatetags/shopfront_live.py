"""What the live page's templates load: the picture of a product, and the words shared with JavaScript."""

from typing import Any

from django import template
from django.templatetags.static import static

from phien.shopfront.live.words import said

register = template.Library()


@register.simple_tag
def picture_url(product: Any) -> str:
    """Where the picture lies; a plain basket for a product without one."""
    if product.picture:
        return str(product.picture.url)
    return static(f"catalog/goods/{product.drawing}.svg" if product.drawing else "shopfront_live/good.svg")


@register.simple_tag
def word(key: str, **values: object) -> str:
    """One of the page's words, filled: {% word "left" unit=item.unit %}."""
    return said(key, **values)
