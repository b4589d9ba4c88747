"""The look as pages load it: fresh sheet, every layer known, no inline style or script, three languages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import RequestFactory
from django.utils import timezone, translation

from phien.plumbing import look

TEMPLATES = Path(look.__file__).parent / "templates"


def test_the_joined_sheet_is_fresh() -> None:
    assert look.main(["--check"]) == 0


def test_every_rule_stands_in_a_layer_and_no_colour_is_named_outside_the_tokens() -> None:
    allowed = {"#17161F", "#fff", "#454452", "#D2D2CA", "#000", "#222", "#888", "#444"}
    for path in look.SHEETS.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if path.stem not in {"look", "fonts"}:
            assert text.lstrip().startswith("@layer"), path.name
        if path.stem not in {"look", "tokens"}:
            assert set(re.findall(r"#[0-9A-Fa-f]{3,6}\b", text)) <= allowed, path.name


def test_every_file_the_sheet_names_is_there() -> None:
    names = re.findall(r'url\("\.\./([^"?]+)(\?v=\w+)"\)', look.JOINED.read_text(encoding="utf-8"))
    assert len(names) == 5
    for name, version in names:
        assert finders.find(f"plumbing/{name}"), name
        # The page preloads what the static tag names: another address would bring the font twice.
        assert static(f"plumbing/{name}") == f"/static/plumbing/{name}{version}"


def parts_page() -> str:
    context = {
        "until": timezone.now() + timedelta(minutes=9),
        "minutes_sold": [1, 5, 3],
        "phone": "0900 ••• 012",
        "picture": "/static/x.svg",
    }
    return render_to_string("plumbing/parts.html", context, request=RequestFactory().get("/parts/"))


def test_no_page_of_ours_carries_inline_style_script_or_handlers() -> None:
    pages = [parts_page(), *(render_to_string(f"{code}.html") for code in (400, 403, 404, 500))]
    for page in pages:
        assert not re.search(r"\sstyle\s*=", page)
        assert not re.search(r"\son\w+\s*=\s*[\"']", page)
        assert "<style" not in page
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
        assert "javascript:" not in page


def test_ids_on_the_parts_page_are_unique() -> None:
    ids = re.findall(r'\sid="([^"]+)"', parts_page())
    assert sorted(ids) == sorted(set(ids))


def test_a_page_names_its_language_and_sends_the_token_with_htmx() -> None:
    with translation.override("hi"):
        page = parts_page()
    assert '<html lang="hi">' in page
    assert re.search(r"""hx-headers:inherited='\{"X-CSRFToken": "\w{64}"\}'""", page)
    assert page.count('name="language"') == 3


@pytest.mark.parametrize("code", [400, 403, 404, 500])
@pytest.mark.parametrize(("language", "word"), [("vi", "Mã: "), ("en", "Code: "), ("hi", "कोड: ")])
def test_an_error_page_speaks_the_readers_language_without_a_request(
    code: int, language: str, word: str
) -> None:
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    assert f'<html lang="{language}">' in page
    assert f"{word}{code}" in page
    assert "{{" not in page


def test_a_refusal_inside_an_htmx_target_is_only_a_part() -> None:
    request = RequestFactory().get("/")
    whole = render_to_string(
        "refusal.html", {"sentence": "Only 3 left.", "code": "sold_out"}, request=request
    )
    request.htmx = True  # type: ignore[attr-defined]
    part = render_to_string("refusal.html", {"sentence": "Only 3 left.", "code": "sold_out"}, request=request)
    assert "<html" in whole
    assert "sold_out" in whole
    assert "<html" not in part
    assert "Only 3 left." in part
