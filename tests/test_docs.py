"""The pages say what is so: map, words, decisions, refusals. Settings: test_operations_page.py."""

import importlib
import pkgutil
import re
from collections import defaultdict
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import phien
from phien.kernel.refusals import Refusal

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ROOMS = {"tests", "migrations", "templatetags", "management"}
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
# Older than the headings that later pages share.
OWN_FORM = {"0001-embedded-services.md", "0003-look.md"}
HEADINGS = [
    "## Context",
    "## Decision",
    "## What the other road would have cost",
    "## Not goals",
    "## Figures",
]
# One refusal said by several houses: nobody learns from a 404 which thing is missing.
SHARED_CODES = {"not_found": 404}


def packages() -> list[str]:
    """Every package under phien/, two levels deep, but for rooms that every house may have."""
    found = [*(ROOT / "phien").glob("*/__init__.py"), *(ROOT / "phien").glob("*/*/__init__.py")]
    names = [path.parent.relative_to(ROOT) for path in found]
    return sorted(name.as_posix() for name in names if not ROOMS & set(name.parts))


def refusals() -> list[type[Refusal]]:
    """Every refusal that a house's errors or rules can say."""
    for module in pkgutil.walk_packages(phien.__path__, "phien."):
        if module.name.rpartition(".")[2] in {"errors", "rules"} and "config" not in module.name.split("."):
            importlib.import_module(module.name)
    found, waiting = set(), [Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def rows(page: Path) -> list[list[str]]:
    """The cells of every table row of a page, headers and rules left out."""
    lines = page.read_text(encoding="utf-8").splitlines()
    bodies = [
        line
        for place, line in enumerate(lines)
        if line.startswith("| ")
        and not line.startswith("| ---")
        and not (place + 1 < len(lines) and lines[place + 1].startswith("| ---"))
    ]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in bodies]


@pytest.mark.parametrize("name", packages())
def test_every_package_is_on_the_map(name: str) -> None:
    assert f"| `{name}` |" in (DOCS / "house.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:phien|tests|tools|docs|requirements)/[\w./-]*)`", text))
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_every_command_that_a_page_names_is_there() -> None:
    from phien.config.cli import COMMANDS

    named = {
        word
        for page in PAGES
        for word in re.findall(r"`(?:\.venv/bin/)?phien ([a-z][a-z-]*)", page.read_text(encoding="utf-8"))
    }
    assert named - set(COMMANDS) == set()


def test_a_refusal_has_a_code_that_no_other_has() -> None:
    said: dict[str, list[type[Refusal]]] = defaultdict(list)
    for kind in refusals():
        said[kind.code].append(kind)
    assert len(said) > 50
    doubles = {
        code: [f"{kind.__module__}.{kind.__name__}" for kind in kinds]
        for code, kinds in said.items()
        if len(kinds) > 1 and not all(kind.status == SHARED_CODES.get(code) for kind in kinds)
    }
    assert doubles == {}


def test_a_refusal_says_a_sentence_of_its_own() -> None:
    silent = [
        kind.__name__
        for kind in refusals()
        if not re.fullmatch(r"[a-z0-9_]+", kind.code) or kind.sentence == Refusal.sentence
    ]
    assert silent == []


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "phien").rglob("*.py"))
    words = [cells[0] for cells in rows(DOCS / "glossary.md")]
    assert len(words) > 80
    unused = [
        word
        for word in words
        if not re.search(rf"(?<![a-z]){'[ _]?'.join(word.split())}(?![a-z])", code, re.IGNORECASE)
    ]
    assert unused == []


def test_every_word_of_the_glossary_has_all_its_languages() -> None:
    wrong = [
        cells
        for cells in rows(DOCS / "glossary.md")
        if len(cells) != 4 or not all(cells) or not re.search("[\u0904-\u0939]", cells[2])
    ]
    assert wrong == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_one_page_of_the_usual_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.splitlines()) <= 100
    if page.name not in OWN_FORM:
        assert [line for line in text.splitlines() if line.startswith("## ")] == HEADINGS
        assert re.search(r"^Tags: [a-z, ]+$", text, re.MULTILINE)


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_library_we_chose_has_its_reason() -> None:
    page = (DOCS / "decisions/0009-dependencies.md").read_text(encoding="utf-8").lower()
    lines = (ROOT / "requirements/run.in").read_text(encoding="utf-8").splitlines()
    chosen = [Requirement(line).name for line in lines if line and line[0] not in "#-"]
    assert [name for name in chosen if name.lower() not in page] == []


def test_no_library_is_under_a_licence_that_binds_us() -> None:
    """GPL and AGPL would; LGPL and MPL do not, used as they are installed."""
    from importlib.metadata import PackageNotFoundError, metadata

    waiting = [
        Requirement(line).name
        for line in (ROOT / "requirements/run.in").read_text(encoding="utf-8").splitlines()
        if line and line[0] not in "#-"
    ]
    seen: dict[str, str] = {}
    while waiting:
        name = waiting.pop().lower()
        if name in seen:
            continue
        try:
            facts = metadata(name)
        except PackageNotFoundError:
            continue
        said = [facts.get("License-Expression") or "", (facts.get("License") or "").split("\n")[0]]
        said += [line for line in facts.get_all("Classifier") or [] if line.startswith("License")]
        seen[name] = " ".join(said)
        waiting += [Requirement(line).name for line in requires(name) or [] if "extra ==" not in line]
    assert len(seen) > 30
    binding = {name: said for name, said in seen.items() if re.search(r"(?<!L)\bA?GPL|Affero", said)}
    assert binding == {}
