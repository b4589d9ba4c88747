"""Django's own sentences in our words."""

from datetime import timedelta

import pytest
from django import forms
from django.utils import timezone, translation
from django.utils.timesince import timesince

from phien.plumbing import sentences


class AForm(forms.Form):
    count = forms.IntegerField(max_value=9)
    name = forms.CharField(max_length=3)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", ["Nhiều nhất là 9.", "Tối đa 3 ký tự (đang có 4)."]),
        ("en", ["Ensure this value is less than or equal to 9."]),
        ("hi", ["ज़्यादा से ज़्यादा 9।", "ज़्यादा से ज़्यादा 3 अक्षर (अभी 4 हैं)।"]),
    ],
)
def test_a_form_answers_in_our_words(language: str, said: list[str]) -> None:
    with translation.override(language):
        form = AForm({"count": "10", "name": "abcd"})
        errors = [str(error) for field in form for error in field.errors]
    assert errors[: len(said)] == said


@pytest.mark.parametrize(("language", "said"), [("vi", "35\xa0phút"), ("hi", "35\xa0मिनट")])
def test_how_long_ago_is_said_in_the_readers_language(language: str, said: str) -> None:
    with translation.override(language):
        assert timesince(timezone.now() - timedelta(minutes=35, seconds=5)) == said


@pytest.mark.parametrize("language", ["vi", "hi"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    with translation.override(language):
        for sentence in (*sentences.FORMS, *sentences.PASSWORDS):
            assert translation.gettext(sentence) != sentence
