"""Where the running stack is, for every other command: `run.json` of the data folder, or the environment."""

import json
import os
from pathlib import Path

from phien.config.stack.errors import StackError
from phien.config.stack.folder import DataFolder, default_data


def connect_env(data: Path | str | None = None) -> dict[str, str]:
    """The environment variables that reach the running stack: DATABASE_URL, NATS_URL, PUBLIC_URL, the keys.

    A folder that was named decides; else `DATABASE_URL`; else the folder that `make run` uses. Raises
    StackError, one sentence, where nothing runs. Use it before Django reads its settings:
    `os.environ.update(connect_env(data))`.
    """
    if data is None and os.environ.get("DATABASE_URL"):
        return _from_environment(DataFolder(default_data()))
    folder = DataFolder(Path(data).absolute() if data else default_data())
    if folder.is_held() and folder.run.exists():
        run = json.loads(folder.run.read_text(encoding="utf-8"))
        return {
            "DATABASE_URL": run["database_url"],
            "NATS_URL": run["nats_url"],
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or run["url"],
            **_of_the_folder(folder),
        }
    if os.environ.get("DATABASE_URL"):
        return _from_environment(folder)
    raise StackError(
        f"Nothing runs on {folder.root}: start it with `phien up --data {folder.root}`, or set DATABASE_URL."
    )


def running(data: Path) -> dict[str, object]:
    """What `run.json` says: pid, url, database_url, nats_url, sockets. Empty where nothing runs."""
    folder = DataFolder(data.absolute())
    if not (folder.is_held() and folder.run.exists()):
        return {}
    found: dict[str, object] = json.loads(folder.run.read_text(encoding="utf-8"))
    return found


def _from_environment(folder: DataFolder) -> dict[str, str]:
    names = ("DATABASE_URL", "NATS_URL", "PUBLIC_URL", "SECRET_KEY", "BUYER_COOKIE_KEY")
    given = {name: os.environ[name] for name in names if os.environ.get(name)}
    return {**(_of_the_folder(folder) if folder.keys.exists() else {}), **given}


def _of_the_folder(folder: DataFolder) -> dict[str, str]:
    keys = {name: os.environ.get(name) or key for name, key in folder.secrets().items()}
    return {**keys, "PHIEN_DATA": str(folder.root), "PHIEN_SECRET_FILE": str(folder.keys)}
