"""The word lists: data files that a linguist may edit without knowing the program."""

from __future__ import annotations

from importlib.resources import files

import pytest

from phien.reading import tags
from phien.reading.wordlists import MEASURES, NUMBERS, UNITS, phrases

FILES = sorted(
    entry.name for entry in (files("phien.reading") / "words").iterdir() if entry.name.endswith(".txt")
)


def _groups(name):
    text = (files("phien.reading") / "words" / name).read_text(encoding="utf-8")
    head, *groups = text.split("\n== ")
    return head, [group.splitlines() for group in groups]


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_what_it_holds_and_where_it_is_from(name):
    head, _ = _groups(name)
    assert head.startswith("# ")
    assert "\n# Source: " in head


@pytest.mark.parametrize("name", FILES)
def test_each_group_has_a_comment_and_no_line_twice(name):
    for headline, comment, *lines in _groups(name)[1]:
        assert comment.startswith("# "), headline
        phrases_of_it = [line for line in lines if line.strip()]
        assert len(phrases_of_it) == len(set(phrases_of_it)), headline


def test_what_a_headline_says_is_what_its_phrases_can_do():
    said = {}
    for phrase, bits in phrases():
        said[phrase] = said.get(phrase, 0) | bits
    assert said["chốt"] == tags.BUY
    assert said["còn hông"] & tags.ASK
    assert said["freeship ko"] & tags.FREE


def test_numbers_packs_and_measures_have_their_values():
    assert NUMBERS["chục"] == 10
    assert "bịch" in UNITS["bag"]
    assert MEASURES["lạng"] == ("g", 100_000)


def test_no_two_tags_are_the_same_bit():
    bits = [value for name, value in vars(tags).items() if name.isupper() and name != "HARMLESS"]
    assert len(set(bits)) == len(bits)
