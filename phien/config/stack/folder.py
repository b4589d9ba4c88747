"""The data folder (`var/`): what lies where in it, who may use it now, and the secrets made for it."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from phien.config.stack.errors import StackError, sentence_for

CHECKOUT = Path(__file__).resolve().parents[3]
ROOM_TO_BEGIN = 300  # MB: a new cluster, its log, the demo's pictures
ROOM_TO_GO_ON = 60


def default_data() -> Path:
    """`PHIEN_DATA`, or `var/` in the checkout."""
    return Path(os.environ.get("PHIEN_DATA") or CHECKOUT / "var")


@dataclass(frozen=True)
class DataFolder:
    """One installation's files. Two starts never share one."""

    root: Path

    @property
    def log(self) -> Path:
        """Folder of one log per service. Not `log`: that is what people call the file of our own output."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Where things are while the stack runs (mode 600: it holds the bus's token)."""
        return self.root / "run.json"

    @property
    def accounts(self) -> Path:
        """The demo's accounts with their passwords (mode 600), made by the demo."""
        return self.root / "accounts.json"

    @property
    def keys(self) -> Path:
        """Signing keys, made at the first start (mode 600)."""
        return self.root / "secrets.json"

    @property
    def prepared(self) -> Path:
        """What the last start migrated and loaded, so that the next one need not ask Django."""
        return self.root / "prepared.json"

    def make_ready(self) -> None:
        """Make the folders; one clear sentence where that cannot be."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o755)
            self.log.mkdir(exist_ok=True, mode=0o750)
            for name in ("static", "media"):
                (self.root / name).mkdir(exist_ok=True, mode=0o755)
            with (self.log / "written").open("wb") as probe:
                probe.write(b"\0" * 65536)
                probe.flush()
                os.fsync(probe.fileno())
            (self.log / "written").unlink()
        except OSError as error:
            raise StackError(sentence_for(error, self.root)) from error

    def secrets(self) -> dict[str, str]:
        """SECRET_KEY and BUYER_COOKIE_KEY, the same at every start."""
        if not self.keys.exists():
            made = {"SECRET_KEY": secrets.token_urlsafe(50), "BUYER_COOKIE_KEY": secrets.token_urlsafe(50)}
            write_private(self.keys, made)
        found: dict[str, str] = json.loads(self.keys.read_text(encoding="utf-8"))
        return found

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one to run on this folder, or say who is."""
        with (self.root / "lock").open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                who = lock.read().strip() or "unknown"
                raise StackError(
                    f"Chợ Phiên already runs on {self.root} (process {who}); stop that one with Ctrl-C, "
                    "or choose another folder with --data."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def is_held(self) -> bool:
        """Whether a stack runs on this folder now."""
        try:
            with (self.root / "lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


def must_have_room(folder: Path, *, megabytes: int) -> None:
    """Refuse to begin what would fail half-way."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise StackError(
            f"The disk that holds {folder} is full: {free} MB are free, {megabytes} MB are needed; "
            "free some space and start again."
        )


def write_private(path: Path, content: object) -> None:
    """JSON, whole or not at all, readable by the owner only from its first byte."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n", mode=0o600)


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Written beside and moved into place, so that a reader never sees a half."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8"
    ) as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(path)
