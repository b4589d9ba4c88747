"""The data folder: who holds it, what is private in it, and the sentences for what goes wrong."""

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from phien.config.stack.errors import StackError, sentence_for
from phien.config.stack.folder import DataFolder, must_have_room, write_private


def test_two_starts_never_share_a_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert not folder.is_held()
    with folder.held():
        assert folder.is_held()
        with pytest.raises(StackError, match=rf"already runs on {tmp_path} \(process {os.getpid()}\)"):
            DataFolder(tmp_path).held().__enter__()
    assert not folder.is_held()


def test_keys_are_private_differ_and_stay_the_same(tmp_path: Path) -> None:
    first = DataFolder(tmp_path).secrets()
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert set(first) == {"SECRET_KEY", "BUYER_COOKIE_KEY"}
    assert first["SECRET_KEY"] != first["BUYER_COOKIE_KEY"]
    assert min(map(len, first.values())) >= 50
    assert DataFolder(tmp_path).secrets() == first


def test_a_private_file_replaces_an_open_one(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("{}")
    write_private(path, {"a": 1})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["run.json"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "The disk that holds /x is full; free some space and start again."),
        (errno.EROFS, "/x lies on a read-only disk; choose another folder with --data."),
        (errno.EACCES, "/x cannot be written by this user; choose another folder with --data."),
        (errno.ENOTDIR, "/x is not a folder; choose another one with --data."),
        (errno.EIO, "/x: Input/output error."),
    ],
)
def test_each_trouble_of_a_folder_has_its_sentence(code: int, sentence: str) -> None:
    assert sentence_for(OSError(code, os.strerror(code)), Path("/x")) == sentence


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(StackError, match="is not a folder"):
        DataFolder(tmp_path / "var").make_ready()


def test_the_file_that_our_own_output_goes_to_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("")
    DataFolder(tmp_path).make_ready()
    assert sorted(os.listdir(tmp_path)) == ["log", "logs", "media", "static"]


def test_a_full_disk_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_345_678))
    with pytest.raises(StackError, match="is full: 12 MB are free, 300 MB are needed"):
        must_have_room(tmp_path, megabytes=300)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; `make fresh` tries it")
def test_a_folder_that_this_user_may_not_write_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-m", "phien.config.cli", "up", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path} cannot be written by this user; choose another folder with --data.\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
@pytest.mark.parametrize(("option", "words"), [("ro", "lies on a read-only disk"), ("size=1m", "is full")])
def test_a_real_disk_that_is_read_only_or_full_is_one_sentence(
    tmp_path: Path, option: str, words: str
) -> None:
    script = (
        f'mount -t tmpfs -o {option} none "$1" || exit 77; '
        f'exec "$2" -m phien.config.cli up --port 18199 --data "$1"'
    )
    bare = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NATS_URL"}}
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path), sys.executable],
        env=bare,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
