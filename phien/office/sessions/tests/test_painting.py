"""How a comment is painted: each kind of span with its hidden word, one within the other, never as HTML."""

from typing import get_args

import pytest
from django.utils import translation

from phien.comments.queries import Segment
from phien.comments.rules import KINDS
from phien.office.sessions.templatetags.studio import NAMES, painted
from phien.reading.contracts import SpanKind


def test_every_kind_that_the_reader_marks_is_painted():
    assert set(NAMES) == set(KINDS) == set(get_args(SpanKind))


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_a_span_has_its_class_and_its_hidden_word(kind):
    with translation.override("vi"):
        shown = painted([Segment("", "dạ "), Segment(kind, "A1")])
    assert shown.startswith(f'dạ <mark class="sp {kind}"><span class="vh">')
    assert f"{NAMES[kind]}: " not in shown


def test_what_people_type_is_never_html():
    nested = Segment("question", "<b>a1</b>", (Segment("code", "<b>"), Segment("", "a1</b>")))
    shown = painted([Segment("", "<i>"), nested, Segment("unit", "<u>")])
    assert "<i>" not in shown
    assert "<b>" not in shown
    assert "<u>" not in shown
    assert "&lt;b&gt;" in shown
    assert "a1&lt;/b&gt;" in shown


def test_a_code_in_a_question_is_a_code_in_a_question():
    with translation.override("en"):
        shown = painted([Segment("question", "A1?", (Segment("code", "A1"), Segment("", "?")))])
    assert shown.index("sp question") < shown.index("sp code") < shown.index("</mark>")
    assert shown.count("</mark>") == 2
