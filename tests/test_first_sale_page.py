"""docs/first-sale.md says what its journey does: the same steps in order, its words, its pictures."""

import ast
import re

import pytest
from PIL import Image

from tests.conftest import ROOT

PAGE = (ROOT / "docs/first-sale.md").read_text(encoding="utf-8")
JOURNEY = ast.parse((ROOT / "tests/journeys/test_first_sale.py").read_text(encoding="utf-8"))
PICTURES = ROOT / "docs/pictures/first-sale"
MINUTES = {"half a minute": 0.5, "1 minute": 1, "2 minutes": 2}


def given(*names: str) -> list[str]:
    """The words given first to each call of these names, in the order of the file."""
    calls = [
        (node.lineno, node.args[0].value)
        for node in ast.walk(JOURNEY)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        in names
    ]
    return [str(words) for _, words in sorted(calls)]


def test_the_steps_are_the_journeys_in_its_order():
    numbered = re.findall(r"^## (\d+)\. (.+) \((.+)\)$", PAGE, re.MULTILINE)
    assert [name for _, name, _ in numbered] == given("step")
    assert [int(number) for number, _, _ in numbered] == list(range(1, len(numbered) + 1))
    assert sum(MINUTES[lasts] for _, _, lasts in numbered) < 15


def test_each_word_to_press_is_pressed_in_the_journey():
    named = [" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", PAGE, re.DOTALL)]
    assert set(named) - {"bold"} == set(given("press")) - {"A1"}


def test_the_pictures_are_the_journeys_and_small():
    shown = re.findall(r"!\[.+?\]\(pictures/first-sale/(\w+)\.png\)", PAGE)
    assert shown == given("picture")
    assert sorted(shown) == sorted(file.stem for file in PICTURES.iterdir())


@pytest.mark.parametrize("file", sorted(PICTURES.iterdir()), ids=lambda file: file.stem)
def test_a_picture_is_a_phones_and_quick_to_load(file):
    assert file.stat().st_size <= 40_000
    with Image.open(file) as picture:
        assert picture.size == (360, 740)


def test_nobody_goes_to_an_address_but_by_a_link_they_were_given():
    """Opened are the printed link, the one for viewers (twice) and the one in the reply; no goto."""
    opened = [
        ast.unparse(node.args[0])
        for node in ast.walk(JOURNEY)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open"
    ]
    assert opened == ["site.start", "link", "link", "str(reply).rsplit(' ', 1)[1]"]
    assert "goto" not in ast.unparse(JOURNEY)
