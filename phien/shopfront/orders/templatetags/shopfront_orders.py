"""What the order page's templates load."""

from django import template

from phien.shipping.queries import spaced_phone

register = template.Library()


@register.filter
def dialled(phone: str) -> str:
    """Return a phone as people dial it: 0900 000 012."""
    return spaced_phone(phone)
