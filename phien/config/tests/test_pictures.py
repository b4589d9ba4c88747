"""The drawn goods: fresh, one for every product, safe to show."""

import xml.etree.ElementTree as ET

import pytest

from phien.config.demo.pictures import draw


def test_the_committed_pictures_are_what_the_program_draws() -> None:
    assert [
        path.name for path, text in draw.files().items() if path.read_text(encoding="utf-8") != text
    ] == []


@pytest.mark.parametrize(
    ("coop", "letter", "last"), [("honey", "A", 8), ("herbal", "B", 10), ("coffee", "C", 9)]
)
def test_every_item_of_a_run_sheet_has_a_picture(coop: str, letter: str, last: int) -> None:
    drawn = {path.stem for path in draw.files()}
    assert {f"{coop}-{letter}{number}" for number in range(1, last + 1)} <= drawn


def test_a_picture_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    for path, text in draw.files().items():
        names = [part.tag.partition("}")[2] for part in ET.fromstring(text).iter()]  # noqa: S314 - our own
        assert not {"text", "image", "script", "style", "foreignObject"} & set(names), path.name
        assert "href" not in text, path.name


def test_a_letter_that_is_not_kept_is_refused() -> None:
    with pytest.raises(KeyError):
        draw.written("Ω", 0, 0, 10, 100)
