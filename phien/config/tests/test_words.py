"""The catalogues: what is collected, what is kept, and what the check refuses."""

from pathlib import Path

import pytest

from phien.config import words
from phien.config.words import Key

CODE = """
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext
from phien.kernel.words import gettext_noop

a = gettext("Pick {code}")
b = _("Two "
      "lines")
c = ngettext("%(n)s jar", "%(n)s jars", 2)
d = pgettext("verb", "Order")
e = gettext_noop("Only {left} left.")
"""
TEMPLATE = """{% load i18n %}
<p>
    {% translate "Sold out" %}
  {% blocktranslate with name=order.name trimmed %}
      Held for
      {{ name }}
  {% endblocktranslate %}
{% blocktranslate count n=n %}one line{% plural %}{{ n }} lines{% endblocktranslate %}
</p><p title="{{ _('Said') }}">don't "break" here</p>
"""
WANTED = {
    Key("", "Pick {code}"),
    Key("", "Two lines"),
    Key("", "%(n)s jar", "%(n)s jars"),
    Key("verb", "Order"),
    Key("", "Only {left} left."),
    Key("", "Sold out"),
    Key("", "Held for %(name)s"),
    Key("", "one line", "%(n)s lines"),
    Key("", "Said"),
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "phien"
    inside = package / "shop"
    (inside / "templates" / "shop").mkdir(parents=True)
    (inside / "tests").mkdir()
    (inside / "__init__.py").write_text("")
    (inside / "rules.py").write_text(CODE)
    (inside / "tests" / "test_rules.py").write_text('gettext("Only in a test")')
    (inside / "templates" / "shop" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(words, "PACKAGE", package)
    return inside


def filled(house: Path, language: str, translated: dict[str, str | tuple[str, ...]]) -> None:
    """Write translations into a catalogue that was collected before, and compile it."""
    kept = words.kept_words(house.name, language)
    for message in kept:
        name = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if name in translated:
            message.string = translated[name]
    words.catalogue_path(house.name, language).write_bytes(words._po_bytes(kept))
    words.main([house.name])


VIETNAMESE: dict[str, str | tuple[str, ...]] = {
    "Pick {code}": "Chọn {code}",
    "Two lines": "Hai dòng",
    "%(n)s jar": ("%(n)s hũ",),
    "Order": "Đặt",
    "Only {left} left.": "Chỉ còn {left}.",
    "Sold out": "Hết rồi",
    "Held for %(name)s": "Giữ cho %(name)s",
    "one line": ("%(n)s dòng",),
    "Said": "Đã nói",
}


def faults(house: Path, language: str = "vi") -> list[str]:
    return list(words.faults_of(house.name, language, words.sentences_of(house.name).found, set()))


def test_code_and_templates_are_collected_and_tests_are_not(house: Path) -> None:
    assert set(words.sentences_of("shop").found) == WANTED


def test_a_new_sentence_is_added_empty_and_named(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words.main(["shop"]) == 0
    said = capsys.readouterr().out
    assert "shop/vi: not translated: 'Sold out'" in said
    assert "shop/hi: not translated: 'Sold out'" in said


def test_a_whole_catalogue_has_no_faults_and_both_plural_shapes(house: Path) -> None:
    words.main(["shop"])
    filled(house, "vi", VIETNAMESE)
    assert faults(house) == []
    po = words.catalogue_path("shop", "vi").read_text(encoding="utf-8")
    assert "nplurals=1; plural=0;" in po
    assert 'msgstr[0] "%(n)s hũ"' in po
    assert "nplurals=2;" in words.catalogue_path("shop", "hi").read_text(encoding="utf-8")


def test_what_nobody_says_any_more_goes_and_is_told(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words.main(["shop"])
    filled(house, "vi", VIETNAMESE)
    (house / "rules.py").write_text(CODE.replace('gettext("Pick {code}")', "0"))
    assert faults(house)[0] == "nobody says it any more: 'Pick {code}'"
    capsys.readouterr()
    words.main(["shop"])
    assert "dropped, nobody says it any more: 'Pick {code}' (was 'Chọn {code}')" in capsys.readouterr().out
    assert faults(house) == []


@pytest.mark.parametrize(
    ("sentence", "text", "fault"),
    [
        ("Sold out", "", "not translated: 'Sold out'"),
        ("Sold out", "Sold out", "still English: 'Sold out'"),
        ("Only {left} left.", "Chỉ còn {right}.", "other placeholders than the English: 'Only {left} left.'"),
        ("Held for %(name)s", "Giữ", "other placeholders than the English: 'Held for %(name)s'"),
        ("Sold out", "Hê\u0301t rồi", None),
        ("Sold out", "Hết rồi\n", "begins or ends with another line break than the English: 'Sold out'"),
    ],
)
def test_bad_words_are_refused(house: Path, sentence: str, text: str, fault: str | None) -> None:
    words.main(["shop"])
    filled(house, "vi", {**VIETNAMESE, sentence: text})
    assert faults(house) == ([fault] if fault else [])


def test_words_are_stored_in_nfc(house: Path) -> None:
    words.main(["shop"])
    filled(house, "vi", {**VIETNAMESE, "Sold out": "Hê\u0301t rồi"})
    assert "Hết rồi" in words.catalogue_path("shop", "vi").read_text(encoding="utf-8")


def test_hindi_without_devanagari_is_refused(house: Path) -> None:
    words.main(["shop"])
    filled(house, "hi", {"Sold out": "Bik gaya", "Said": "कहा गया"})
    assert "no Devanagari letter: 'Sold out'" in faults(house, "hi")
    assert not [fault for fault in faults(house, "hi") if "'Said'" in fault]


def test_a_fuzzy_entry_is_refused(house: Path) -> None:
    words.main(["shop"])
    filled(house, "vi", VIETNAMESE)
    path = words.catalogue_path("shop", "vi")
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgid "Sold out"', '#, fuzzy\nmsgid "Sold out"'),
        encoding="utf-8",
    )
    assert "marked fuzzy: 'Sold out'" in faults(house)


def test_a_compiled_file_older_than_its_words_is_refused(house: Path) -> None:
    words.main(["shop"])
    filled(house, "vi", VIETNAMESE)
    path = words.catalogue_path("shop", "vi")
    path.write_text(path.read_text(encoding="utf-8").replace("Hết rồi", "Hết hàng"), encoding="utf-8")
    assert faults(house) == ["the .mo is not made from this .po"]


def test_check_writes_nothing(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words.main(["shop", "--check"]) == 1
    assert "shop/vi: there is no catalogue" in capsys.readouterr().out
    assert not (house / "locale").exists()


def test_code_that_cannot_be_read_loses_no_words(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words.main(["shop"])
    filled(house, "vi", VIETNAMESE)
    before = words.catalogue_path("shop", "vi").read_bytes()
    (house / "views.py").write_bytes(b'gettext("\xff")')
    capsys.readouterr()
    assert words.main(["shop"]) == 1
    assert "cannot be read: phien/shop/views.py" in capsys.readouterr().out
    assert words.catalogue_path("shop", "vi").read_bytes() == before


def test_two_houses_may_not_translate_one_sentence_in_two_ways(house: Path) -> None:
    words.main(["shop"])
    filled(house, "vi", VIETNAMESE)
    other = house.parent / "stall"
    other.mkdir()
    (other / "__init__.py").write_text('gettext("Sold out")')
    words.main(["stall"])
    filled(other, "vi", {"Sold out": "Hết hàng"})
    assert list(words.two_voices()) == [
        "vi: two translations of 'Sold out' (shop: 'Hết rồi'; stall: 'Hết hàng'); agree, or use pgettext"
    ]


def test_a_part_with_a_locale_folder_keeps_its_own_words(house: Path) -> None:
    part = house / "window"
    (part / "locale").mkdir(parents=True)
    (part / "views.py").write_text('gettext("Open the window")')
    assert words.houses() == ["shop", "shop/window"]
    assert Key("", "Open the window") not in words.sentences_of("shop").found
    assert set(words.sentences_of("shop/window").found) == {Key("", "Open the window")}
    words.main(["shop"])
    assert words.catalogue_path("shop/window", "vi").exists()
