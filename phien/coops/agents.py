"""What a browser calls itself, as people call it: `Chrome`, `Android`. Text in, words out."""

import re

# The first that fits counts: almost all of them also claim to be Chrome and Safari.
BROWSERS = (
    ("Zalo", r"Zalo"),
    ("Facebook", r"FBA[NV]"),
    ("Cốc Cốc", r"coc_coc"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrom(?:e|ium)|CriOS"),
    ("Safari", r"Safari"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh"),
    ("Chromebook", r"CrOS"),
    ("Linux", r"Linux"),
)


def browser_and_system(agent: str) -> tuple[str, str]:
    """Each empty where it cannot be told."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, sign in table if re.search(sign, agent)), "")
