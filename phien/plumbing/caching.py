"""How long browsers keep static files. No Django: the settings import it."""

from typing import Any


def cache_headers(headers: Any, path: str, url: str) -> None:
    """WhiteNoise's hook: modules import each other by plain names, so scripts are asked for again (304)."""
    if path.endswith(".js"):
        headers["Cache-Control"] = "no-cache"
