"""The catalogues of words: `python -m phien.config.words [house …] [--check]`.

English sentences in the code are the keys; each house keeps its Vietnamese and Hindi beside its code, in
locale/{vi,hi}/LC_MESSAGES/django.po; a folder inside a house that has a locale folder keeps its own.
Without --check the sentences are collected, new ones added empty, unused ones removed, the .mo files
written, and what is missing is printed. With --check nothing is written and the exit code says whether
every catalogue is fresh, whole and sound. Needs neither msgfmt nor Django's app registry.
Name houses to leave the others' files alone.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1]
LANGUAGES = ("vi", "hi")
SHARED = Path(__file__).with_name("words_shared.txt")
OUTSIDE = {"testing"}
SKIPPED = {"tests", "migrations", "node_modules", "__pycache__"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A fixed day, so that a catalogue changes only when its words do.
STAMP = datetime(2025, 11, 1, tzinfo=UTC)
HEADER = "# The words of phien/{house} in {language}. Written by people, kept in order by phien.config.words."
DEVANAGARI = re.compile(r"[\u0904-\u0939\u0958-\u0961]")
NAMED = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
UNNAMED = re.compile(r"%[sd]")


@dataclass(frozen=True, order=True)
class Key:
    """What makes a sentence one: its context, its English and its English plural (empty when none)."""

    context: str
    sentence: str
    plural: str = ""


@dataclass
class Sentences:
    """The sentences of one house with the files that say them, and the files that could not be read."""

    found: dict[Key, set[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def houses() -> list[str]:
    """Return who keeps words, by path: the houses, and parts of them that have a locale folder."""
    names = [
        path.name
        for path in PACKAGE.iterdir()
        if path.is_dir() and (path / "__init__.py").exists() and path.name not in OUTSIDE
    ]
    kept = (path.parent.relative_to(PACKAGE) for path in PACKAGE.glob("*/**/locale") if path.is_dir())
    return sorted({*names, *(path.as_posix() for path in kept if path.parts[0] in names)})


def sentences_of(house: str) -> Sentences:
    """Return every sentence marked for translation in a house; its parts keep their own."""
    all_of_it, parts = Sentences(), [PACKAGE / name for name in houses() if name.startswith(f"{house}/")]
    for path in sorted((PACKAGE / house).rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or SKIPPED & set(path.relative_to(PACKAGE).parts):
            continue
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        if any(path.is_relative_to(part) for part in parts):
            continue
        name = path.relative_to(PACKAGE.parent).as_posix()
        try:
            for key in _sentences_in(path):
                all_of_it.found.setdefault(key, set()).add(name)
        except (SyntaxError, UnicodeDecodeError) as error:
            all_of_it.unreadable.append(f"{name}: {error}")
    return all_of_it


def _sentences_in(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into lines of Python; the indentation of HTML is none of Python's.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, said, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        if isinstance(said, tuple):
            yield Key(context or "", said[0], said[1])
        elif said:
            yield Key(context or "", said)


def catalogue_path(house: str, language: str) -> Path:
    """Return where a house keeps its words in a language; the .mo stands beside it."""
    return PACKAGE / house / "locale" / language / "LC_MESSAGES" / "django.po"


def kept_words(house: str, language: str) -> Catalog:
    """Return the catalogue as it is on disk, empty where there is none."""
    path = catalogue_path(house, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _key(message: Message) -> Key:
    if isinstance(message.id, (list, tuple)):
        return Key(message.context or "", message.id[0], message.id[1])
    return Key(message.context or "", message.id)


def _texts(message: Message) -> list[str]:
    kept = message.string
    return list(kept) if isinstance(kept, (list, tuple)) else [kept or ""]


def _messages(catalogue: Catalog) -> dict[Key, Message]:
    return {_key(message): message for message in catalogue if message.id}


def merged(house: str, language: str, wanted: dict[Key, set[str]]) -> Catalog:
    """Return the catalogue a house should have: what is said now, with the translations already there."""
    kept = _messages(kept_words(house, language))
    whole = Catalog(
        locale=language,
        project="phien",
        version="1",
        header_comment=HEADER.format(house=house, language=language),
        creation_date=STAMP,
        revision_date=STAMP,
        msgid_bugs_address="the keepers of this house",
        last_translator="the keepers of this house",
        language_team=language,
        fuzzy=False,
    )
    for key in sorted(wanted, key=lambda one: (one.sentence, one.context, one.plural)):
        old = kept.get(key)
        texts = _texts(old) if old is not None and not old.fuzzy else []
        forms = whole.num_plurals if key.plural else 1
        texts = [unicodedata.normalize("NFC", text) for text in (texts + [""] * forms)[:forms]]
        whole.add(
            (key.sentence, key.plural) if key.plural else key.sentence,
            tuple(texts) if key.plural else texts[0],
            locations=[(name, 1) for name in sorted(wanted[key])],
            context=key.context or None,
        )
    return whole


def _po_bytes(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_po(target, catalogue, width=100, include_lineno=False)
    return target.getvalue()


def _mo_bytes(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def write(house: str, language: str, wanted: dict[Key, set[str]]) -> list[str]:
    """Write a house's .po and .mo in a language, and return what a person should know: missing, dropped."""
    path = catalogue_path(house, language)
    dropped = [
        f"dropped, nobody says it any more: {key.sentence!r} (was {_texts(message)[0]!r})"
        for key, message in _messages(kept_words(house, language)).items()
        if key not in wanted and _texts(message)[0]
    ]
    if not wanted:
        for file in (path, path.with_suffix(".mo")):
            file.unlink(missing_ok=True)
        return dropped
    catalogue = merged(house, language, wanted)
    path.parent.mkdir(parents=True, exist_ok=True)
    for file, content in ((path, _po_bytes(catalogue)), (path.with_suffix(".mo"), _mo_bytes(catalogue))):
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)
    empty = (key for key, message in _messages(catalogue).items() if not all(_texts(message)))
    return dropped + [f"not translated: {key.sentence!r}" for key in empty]


def faults_of(house: str, language: str, wanted: dict[Key, set[str]], shared: set[str]) -> Iterator[str]:
    """Yield what is wrong with a house's catalogue, one sentence each; nothing is written."""
    path = catalogue_path(house, language)
    if not path.exists():
        if wanted:
            yield "there is no catalogue"
        return
    kept = _messages(kept_words(house, language))
    for key in sorted(wanted.keys() - kept.keys()):
        yield f"not in the catalogue: {key.sentence!r}"
    for key in sorted(kept.keys() - wanted.keys()):
        yield f"nobody says it any more: {key.sentence!r}"
    for key in sorted(wanted.keys() & kept.keys()):
        for fault in _faults_of_words(key, kept[key], language, shared):
            yield f"{fault}: {key.sentence!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _mo_bytes(merged(house, language, wanted)):
        yield "the .mo is not made from this .po"


def _faults_of_words(key: Key, message: Message, language: str, shared: set[str]) -> Iterator[str]:
    texts = _texts(message)
    if message.fuzzy:
        yield "marked fuzzy"
    if not all(text.strip() for text in texts):
        yield "not translated"
        return
    if any(text != unicodedata.normalize("NFC", text) for text in texts):
        yield "not in NFC"
    forms = [key.plural or key.sentence] * len(texts)
    if key.plural and len(texts) > 1:
        forms[0] = key.sentence
    for form, text in zip(forms, texts, strict=True):
        allowed = [form] if form == (key.plural or key.sentence) else [form, key.plural]
        if all(_placeholders(text) != _placeholders(english) for english in allowed):
            yield "other placeholders than the English"
        if (text[:1] == "\n", text[-1:] == "\n") != (form[:1] == "\n", form[-1:] == "\n"):
            yield "begins or ends with another line break than the English"
    if key.sentence in shared:
        return
    if key.sentence in texts:
        yield "still English"
    if language == "hi" and not all(DEVANAGARI.search(text) for text in texts):
        yield "no Devanagari letter"


def _placeholders(text: str) -> tuple[frozenset[str], int]:
    text = text.replace("%%", "")
    return frozenset(NAMED.findall(text)), Counter(UNNAMED.findall(text)).total()


def shared_words() -> set[str]:
    """Return the sentences that may be the same in every language, from words_shared.txt."""
    lines = SHARED.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line.strip() and not line.startswith("#")}


def two_voices() -> Iterator[str]:
    """Yield the sentences that two houses translate differently: merged by Django, one would win silently."""
    for language in LANGUAGES:
        said: dict[Key, dict[tuple[str, ...], list[str]]] = {}
        for house in houses():
            for key, message in _messages(kept_words(house, language)).items():
                if all(_texts(message)):
                    said.setdefault(key, {}).setdefault(tuple(_texts(message)), []).append(house)
        for key, voices in sorted(said.items()):
            if len(voices) > 1:
                told = "; ".join(f"{', '.join(who)}: {words[0]!r}" for words, who in voices.items())
                yield f"{language}: two translations of {key.sentence!r} ({told}); agree, or use pgettext"


def main(argv: list[str]) -> int:
    """Collect and write, or check. Exit 1 when something is wrong (with --check) or unreadable."""
    parser = argparse.ArgumentParser(prog="python -m phien.config.words", description=__doc__)
    parser.add_argument("houses", nargs="*", help="only these houses (all when none is named)")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on any fault")
    wish = parser.parse_args(argv)
    if not settings.configured:
        settings.configure()  # templatize asks for one setting; no app is loaded
    named = [name.removeprefix("phien/").strip("/") for name in cast("list[str]", wish.houses)]
    unknown = sorted(set(named) - set(houses()))
    if unknown:
        parser.error(f"nobody keeps words there (make its locale folder first): {', '.join(unknown)}")
    chosen = [one for one in houses() if not named or any(f"{one}/".startswith(f"{n}/") for n in named)]
    shared, faults, lines = shared_words(), [], []
    for house in chosen:
        sentences = sentences_of(house)
        faults += [f"cannot be read: {name}" for name in sentences.unreadable]
        for language in LANGUAGES:
            if wish.check:
                found = faults_of(house, language, sentences.found, shared)
                faults += [f"{house}/{language}: {fault}" for fault in found]
            elif not sentences.unreadable:  # else sentences would be thrown away that are only unread
                told = write(house, language, sentences.found)
                lines += [f"{house}/{language}: {line}" for line in told]
    voices = list(two_voices())
    sys.stdout.write("".join(f"{line}\n" for line in (*lines, *faults, *voices)))
    return 1 if faults or (wish.check and voices) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
