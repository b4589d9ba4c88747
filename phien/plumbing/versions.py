"""Static files named with a digest of what is in them, so that phones may keep them for a month."""

import functools
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@functools.cache
def _digest(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str) or not Path(found).is_file():  # nothing there, or a folder
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]


class VersionedStorage(StaticFilesStorage):
    """`/static/plumbing/phien.css?v=0123456789ab`: a changed file has another address, nothing to collect."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        if settings.DEBUG or not name:
            return address
        version = _digest(name.partition("#")[0])
        return f"{address}?v={version}" if version else address
