"""Every refusal says its sentence in three languages, on a page and to a program.

`tests/data/refusals.tsv` holds them as people read them: code, English, Vietnamese, Hindi. Whoever adds a
refusal adds its line, and so looks at what it tells people to do next.
"""

import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape

import phien
from phien.kernel.refusals import Refusal
from phien.plumbing.middleware import RefusalAnswers
from tests.conftest import ROOT

TABLE = ROOT / "tests/data/refusals.tsv"
LANGUAGES = ("en", "vi", "hi")


def classes(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        if kind.__module__.startswith("phien.") and ".tests." not in kind.__module__:
            yield kind
        yield from classes(kind)


def every() -> list[type[Refusal]]:
    """The refusals of all houses that say a sentence of their own."""
    for module in pkgutil.walk_packages(phien.__path__, "phien."):
        if module.name.endswith(".errors") or ".errors." in module.name:
            importlib.import_module(module.name)
    known = [kind for kind in classes() if "sentence" in vars(kind)]
    return sorted({*known, Refusal}, key=lambda kind: (kind.code, kind.sentence))


def table() -> dict[tuple[str, str], tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(row[0], row[1]): (row[1], row[2], row[3]) for row in rows}


REFUSALS = every()


def sentence_in(kind: type[Refusal], language: str) -> str:
    with translation.override(language):
        return translation.gettext(kind.sentence)


def test_the_table_names_every_refusal_and_no_other():
    told = {
        (kind.code, kind.sentence): tuple(sentence_in(kind, each) for each in LANGUAGES) for kind in REFUSALS
    }
    written = table()
    lacking = ["\t".join((key[0], *told[key])) for key in told if written.get(key) != told[key]]
    assert lacking == [], f"look at what they say, then put these lines into {TABLE.name}"
    assert sorted(written.keys() - told.keys()) == [], "nobody says these any more"


def test_a_code_means_one_thing():
    """`not_found` is what a stranger is told, whatever the thing; every other code has one sentence."""
    by_code: dict[str, set[str]] = {}
    for kind in REFUSALS:
        by_code.setdefault(kind.code, set()).add(kind.sentence)
    assert {code for code, sentences in by_code.items() if len(sentences) > 1} <= {"not_found"}


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_on_a_page_and_to_a_program(kind: type[Refusal], language: str):
    sentence = sentence_in(kind, language)
    assert language == "en" or sentence != kind.sentence
    details = {name: f"<{name}>" for name in _places(sentence)}
    expected = sentence.format(**details)
    with translation.override(language):
        page = answer("/an-thu/orders/", kind(**details))
        told = answer("/api/sessions/1/orders", kind(**details))
    assert (page.status_code, told.status_code) == (kind.status, kind.status)
    assert escape(expected) in page.content.decode()
    assert told.headers["Content-Type"] == "application/json"
    assert kind.code.encode() in told.content


def answer(path: str, refusal: Refusal):
    request: HttpRequest = RequestFactory().get(path)
    answered = RefusalAnswers(lambda _: None).process_exception(request, refusal)  # type: ignore[arg-type]
    assert answered is not None
    return answered


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
