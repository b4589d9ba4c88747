"""docs/operations.md names every setting, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = re.compile(
    r"""environ(?:\.get\(|\[|\.setdefault\()\s*["']([A-Z][A-Z_0-9]+)["']|envvar=["']([A-Z][A-Z_0-9]+)["']"""
)
NOT_OURS = {
    "DJANGO_SETTINGS_MODULE",  # the same everywhere, set by every entry
    "GUNICORN_CMD_ARGS",  # gunicorn's own; a benchmark counts its requests by it
}


def test_every_setting_that_is_read_is_on_the_page() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    read = {
        name
        for path in (ROOT / "phien").rglob("*.py")
        if "tests" not in path.parts and "testing" not in path.parts
        for pair in READ.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    assert read - NOT_OURS - set(re.findall(r"`([A-Z][A-Z_0-9]+)`", page)) == set()


def test_the_table_lists_no_setting_that_nobody_reads() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "phien").rglob("*.py"))
    listed = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    assert listed
    assert [name for name in listed if f'"{name}"' not in code] == []
