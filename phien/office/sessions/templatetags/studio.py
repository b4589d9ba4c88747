"""What the studio's templates load with {% load studio %}: a comment with what was read in it."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from phien.comments.queries import Segment
from phien.plumbing.templatetags.phien import span

register = template.Library()

# What each kind of span is called to those who only hear the page.
NAMES = {
    "code": gettext_noop("code"),
    "product": gettext_noop("item"),
    "quantity": gettext_noop("quantity"),
    "unit": gettext_noop("pack"),
    "phone": gettext_noop("phone"),
    "address": gettext_noop("address"),
    "price": gettext_noop("money"),
    "question": gettext_noop("asks"),
    "negation": gettext_noop("drops"),
    "condition": gettext_noop("on condition"),
}


@register.simple_tag
def painted(segments: Iterable[Segment]) -> SafeString:
    """Return a comment's pieces as HTML: each span by its shape and its hidden word, one within the other."""
    return format_html_join("", "{}", ((_painted(segment),) for segment in segments))


def _painted(segment: Segment) -> str:
    if not segment.kind:
        return segment.text
    words = painted(segment.parts) if segment.parts else format_html("{}", segment.text)
    return span(segment.kind, words, gettext(NAMES[segment.kind]))
