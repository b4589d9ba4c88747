"""A backup as one file: a tar whose first member says what belongs to it, each with its length and SHA-256.

phien-20261201T024500Z.tar
    manifest.json    format, product, made_at, migrations, rows, files
    database.dump    PostgreSQL's custom format
    secrets.json     the signing keys (so the file is as private as they are: mode 600)
    accounts.json    only where there is a demo
    media/…          pictures
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from phien.config.stack.errors import StackError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
PIECE = 1 << 20


@dataclass(frozen=True)
class Sum:
    """What one file of a backup must be: its length in bytes and its SHA-256 in hex."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `rows` is table → count, `migrations` app → names, both at the dump's instant."""

    format: int
    product: str
    made_at: str
    postgres: str
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    files: dict[str, Sum]


def sum_of(path: Path) -> Sum:
    """Read a file once."""
    digest, length = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            length += len(piece)
    return Sum(length, digest.hexdigest())


def write(target: Path, folder: Path, manifest: Manifest) -> None:
    """`folder`'s files as one tar, whole on disk or not there at all, readable by its owner only."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    note = folder / MANIFEST
    note.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name in (MANIFEST, *sorted(manifest.files)):
                    tar.add(folder / name, arcname=name, filter=_plain)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def manifest_of(path: Path) -> Manifest:
    """What the backup says of itself. Raises StackError where it is none, or of a form we do not know."""
    try:
        with tarfile.open(path, "r:") as tar:
            first = tar.next()
            source = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
            if source is None:
                raise StackError(
                    f"{path} is not a backup of Chợ Phiên; choose a file that `phien backup` made."
                )
            told = json.loads(source.read())
    except FileNotFoundError:
        raise StackError(f"There is no file {path}; `phien backup` prints where it puts them.") from None
    except (OSError, tarfile.TarError, ValueError):
        raise StackError(
            f"{path} is not a backup of Chợ Phiên, or it was cut off; choose another one."
        ) from None
    if told.get("format") != FORMAT:
        raise StackError(f"{path} was made by a newer Chợ Phiên; restore it with that one.")
    return Manifest(**{**told, "files": {name: Sum(**each) for name, each in told["files"].items()}})


def verify(path: Path) -> Manifest:
    """Read every file of a backup and compare it; nothing is written. Raises StackError on any difference."""
    return unpack(path, None)


def unpack(path: Path, folder: Path | None) -> Manifest:
    """Every file into `folder` (None: nowhere), checked on the way; raises StackError on any difference."""
    manifest = manifest_of(path)
    seen = set()
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                if member.name == MANIFEST:
                    continue
                expected, source = manifest.files.get(member.name), tar.extractfile(member)
                if expected is None or source is None or not _inside(member.name):
                    raise StackError(
                        f"{path} holds {member.name}, which its list does not name; do not use it."
                    )
                found = _copy(source, folder / member.name if folder else None)
                if found != expected:
                    raise StackError(f"{path} is damaged ({member.name}); choose another backup.")
                seen.add(member.name)
    except (OSError, tarfile.TarError) as error:
        raise StackError(f"{path} cannot be read to its end ({error}); choose another backup.") from None
    if missing := sorted(set(manifest.files) - seen):
        raise StackError(f"{path} lacks {missing[0]}; choose another backup.")
    return manifest


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts


def _copy(source: IO[bytes], target: Path | None) -> Sum:
    digest, length = hashlib.sha256(), 0
    with _out(target) as out:
        while piece := source.read(PIECE):
            digest.update(piece)
            length += len(piece)
            out.write(piece)
    return Sum(length, digest.hexdigest())


def _out(target: Path | None) -> IO[bytes]:
    if target is None:
        return Path(os.devnull).open("wb")
    target.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def files_below(folder: Path) -> Iterator[Path]:
    """Every plain file below `folder`, relative to it, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder)
