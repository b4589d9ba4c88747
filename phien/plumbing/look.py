"""Join the style sheets of css/ into the one that pages load: `python -m phien.plumbing.look [--check]`.

Slow 3G pays for every request, so the parts are written one a file and sent as one, without comments.
The joined sheet is committed as the compiled words are; --check (and a test) proves it fresh.
Fonts are named with the digest that `versions.py` gives them, or the page would preload one address and
the sheet ask for another: each font would come twice.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

SHEETS = Path(__file__).parent / "static" / "plumbing" / "css"
JOINED = SHEETS / "look.css"
FIRST = ("tokens", "fonts", "base")
LAST = ("print",)


def joined_sheet() -> str:
    """Return all sheets as one text: tokens, fonts and base first, print last, the parts by name between."""
    parts = sorted(path.stem for path in SHEETS.glob("*.css") if path != JOINED)
    middle = [name for name in parts if name not in FIRST + LAST]
    texts = [(SHEETS / f"{name}.css").read_text(encoding="utf-8") for name in (*FIRST, *middle, *LAST)]
    joined = "\n".join(_without_comments(text) for text in texts) + "\n"
    return re.sub(r'url\("(\.\./fonts/[^"?]+)"\)', _versioned, joined)


def _versioned(found: re.Match[str]) -> str:
    digest = hashlib.sha256((SHEETS / found[1]).read_bytes()).hexdigest()[:12]
    return f'url("{found[1]}?v={digest}")'


def _without_comments(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def main(argv: list[str]) -> int:
    """Write the joined sheet; with --check only say whether it is fresh (exit 1 if not)."""
    fresh = JOINED.exists() and JOINED.read_text(encoding="utf-8") == joined_sheet()
    if "--check" in argv:
        if not fresh:
            sys.stderr.write("look.css is stale: run python -m phien.plumbing.look\n")
        return 0 if fresh else 1
    JOINED.write_text(joined_sheet(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
