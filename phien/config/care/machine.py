"""What the machine itself says: its packages, its clock, its bus."""

import contextlib
import ctypes
import importlib.metadata
import re
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from packaging.markers import Marker

LOCKED = re.compile(
    r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^\s;\\]+)(?: *; *(?P<marker>[^\\]+))?", re.MULTILINE
)
UNSYNCHRONISED = 0x0040  # STA_UNSYNC of <sys/timex.h>
TIMEX = 512  # bytes, more than struct timex has on any machine
STATUS_AT = 40  # offset of `status` in struct timex where long has 8 bytes


def packages_unlike(lock: Path) -> list[str]:
    """Names of the locked packages that are missing or of another version, as pip would choose them here."""
    found = []
    for locked in LOCKED.finditer(lock.read_text(encoding="utf-8")):
        marker = (locked["marker"] or "").strip()
        if marker and not Marker(marker).evaluate():
            continue
        try:
            here = importlib.metadata.version(locked["name"])
        except importlib.metadata.PackageNotFoundError:
            here = ""
        if here != locked["version"]:
            found.append(f"{locked['name']} {here or 'missing'} (locked: {locked['version']})")
    return found


def clock_is_kept() -> bool | None:
    """Whether the kernel says that its clock is kept right; None where it does not say (no Linux, a jail)."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_long) != 8:
        return None
    asked = ctypes.create_string_buffer(TIMEX)  # modes = 0: only look
    try:
        if ctypes.CDLL(None, use_errno=True).adjtimex(asked) < 0:
            return None
    except (OSError, AttributeError):
        return None
    return not int.from_bytes(asked.raw[STATUS_AT : STATUS_AT + 4], sys.byteorder) & UNSYNCHRONISED


def greeting_of_nats(urls: str) -> str | None:
    """The INFO line (JSON) of the first server that greets; None where none does within 2 s."""
    for url in filter(None, (part.strip() for part in urls.split(","))):
        place = urlsplit(url if "://" in url else f"nats://{url}")
        with (
            contextlib.suppress(OSError),
            socket.create_connection((place.hostname or "127.0.0.1", place.port or 4222), timeout=2) as line,
        ):
            told = line.recv(4096)
            if told.startswith(b"INFO "):
                return told[5:].split(b"\r\n")[0].decode()
    return None
