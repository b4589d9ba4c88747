"""A small disk for one stack: a tmpfs, where we may mount one."""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MEGABYTES = 420  # a first start needs 300 free


class NoDisk(Exception):  # noqa: N818 - says what is so
    """No disk of its own may be made here."""


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """Its folder, mounted while the block lasts; NoDisk, with the reason, where that is not allowed."""
    with tempfile.TemporaryDirectory(prefix="phien-disk-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        _mount(name)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", name], check=False)


def _mount(name: str) -> None:
    size = f"size={MEGABYTES}m,mode=711"
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", name], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise NoDisk(f"mount: {error}") from error
    if done.returncode:
        raise NoDisk(done.stderr.strip() or "mount failed")
