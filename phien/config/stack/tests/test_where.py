"""How the other commands find the running stack."""

import os
from pathlib import Path

import pytest

from phien.config.stack.errors import StackError
from phien.config.stack.folder import DataFolder, write_private
from phien.config.stack.where import connect_env, running

RUN = {
    "pid": 1,
    "url": "http://localhost:8123",
    "database_url": "postgresql:///a",
    "nats_url": "nats://t@h",
    "sockets": "/s",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    for name in ("DATABASE_URL", "NATS_URL", "PUBLIC_URL", "SECRET_KEY", "BUYER_COOKIE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PHIEN_DATA", str(tmp_path))
    return DataFolder(tmp_path)


def test_a_running_folder_gives_its_addresses_and_keys(folder: DataFolder) -> None:
    with folder.held():
        write_private(folder.run, RUN)
        assert (
            connect_env(folder.root)
            == connect_env()
            == {
                "DATABASE_URL": "postgresql:///a",
                "NATS_URL": "nats://t@h",
                "PUBLIC_URL": "http://localhost:8123",
                "PHIEN_DATA": str(folder.root),
                "PHIEN_SECRET_FILE": str(folder.root / "secrets.json"),
                **folder.secrets(),
            }
        )
        assert running(folder.root) == RUN


def test_a_folder_that_a_killed_start_left_is_not_taken_for_running(folder: DataFolder) -> None:
    write_private(folder.run, RUN)
    with pytest.raises(StackError, match="Nothing runs on"):
        connect_env(folder.root)
    assert running(folder.root) == {}


def test_database_url_does_without_a_folder(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/x")
    assert connect_env() == {"DATABASE_URL": "postgresql://db/x"}
    assert connect_env(folder.root)["DATABASE_URL"] == "postgresql://db/x"


def test_a_named_running_folder_wins_over_database_url(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/x")
    with folder.held():
        write_private(folder.run, RUN)
        assert connect_env(folder.root)["DATABASE_URL"] == "postgresql:///a"
        assert connect_env()["DATABASE_URL"] == "postgresql://db/x"
    assert os.environ["DATABASE_URL"] == "postgresql://db/x"
