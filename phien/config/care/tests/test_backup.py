"""What was backed up while it was written to comes back whole; what is damaged does not come back at all."""

import shutil
import tarfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from phien.config.care import archive, backup
from phien.config.care.restore import restore
from phien.config.stack.errors import StackError
from phien.config.stack.folder import DataFolder

NIGHT = datetime(2026, 12, 1, 2, 45, tzinfo=UTC)


@pytest.fixture
def made(upgraded, folder):
    """A backup of the last release's data."""
    return back_up(folder, upgraded)


def back_up(folder: DataFolder, url: str, *, at: datetime = NIGHT, keep: int | None = None) -> backup.Made:
    return backup.back_up(folder, url=url, to=folder.root / "backups", version="0.2.0", keep=keep, at=at)


def test_what_is_written_meanwhile_does_not_tear_it(upgraded, folder, empty):
    """Stock moves between two variants all the while, in pairs that sum to nothing."""
    over = threading.Event()
    moved = []

    def move() -> None:
        with psycopg.connect(upgraded, autocommit=True) as connection:
            pair = [row[0] for row in connection.execute("select variant_id from stock_stock limit 2")]
            while not over.is_set():
                with connection.transaction():
                    for variant, delta in zip(pair, (1, -1) if len(moved) % 2 else (-1, 1), strict=True):
                        connection.execute(
                            "update stock_stock set on_hand = on_hand + %s where variant_id = %s",
                            [delta, variant],
                        )
                        connection.execute(
                            "insert into stock_ledger (coop_id, variant_id, kind, delta, reason) select "
                            "coop_id, variant_id, 'adjusted', %s, 'thử' from stock_stock "
                            "where variant_id = %s",
                            [delta, variant],
                        )
                moved.append(1)

    thread = threading.Thread(target=move)
    thread.start()
    try:
        made = back_up(folder, upgraded)
    finally:
        over.set()
        thread.join()
    assert len(moved) > 1
    said: list[str] = []
    manifest = restore(made.path, DataFolder(empty), url=None, say=said.append)
    assert said[-1] == "All seven truths hold."
    assert manifest.rows["orders_order"] == 171
    assert (empty / "secrets.json").read_bytes() == folder.keys.read_bytes()
    assert (empty / "secrets.json").stat().st_mode & 0o777 == 0o600
    picture = "media/products/ab/mat-ong.webp"
    assert (empty / picture).read_bytes() == (folder.root / picture).read_bytes()


def test_it_is_private_and_says_what_it_holds(made, folder):
    assert made.path.name == "phien-20261201T024500Z.tar"
    assert made.path.stat().st_mode & 0o777 == 0o600
    manifest = archive.manifest_of(made.path)
    assert sorted(manifest.files) == ["database.dump", "media/products/ab/mat-ong.webp", "secrets.json"]
    assert manifest.rows["comments_comment"] == 350
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name], "nothing is left beside it"


def test_so_many_are_kept_and_the_oldest_go(upgraded, folder):
    paths = [back_up(folder, upgraded, at=NIGHT + timedelta(days=day)).path for day in range(3)]
    last = back_up(folder, upgraded, at=NIGHT + timedelta(days=3), keep=2)
    assert last.dropped == paths[:2]
    assert backup.newest(folder.root / "backups") == last.path


def test_two_within_a_second_do_not_overwrite_each_other(made, upgraded, folder):
    with pytest.raises(StackError, match="already there"):
        back_up(folder, upgraded)


@pytest.mark.parametrize("where", ["dump", "picture"])
def test_one_changed_byte_is_found_before_anything_is_touched(made, empty, where):
    content = bytearray(made.path.read_bytes())
    at = content.index(b"PGDMP") + 200 if where == "dump" else content.index(b"RIFF") + 9
    content[at] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(StackError, match="is damaged"):
        restore(made.path, DataFolder(empty), url=None, say=print)
    assert not empty.exists()


def test_a_file_that_was_cut_off_is_refused(made, empty):
    made.path.write_bytes(made.path.read_bytes()[:-30_000])
    with pytest.raises(StackError, match=r"cannot be read|lacks|damaged"):
        restore(made.path, DataFolder(empty), url=None, say=print)
    assert not empty.exists()


def test_what_its_list_does_not_name_is_refused(made, empty):
    with tarfile.open(made.path, "a:") as tar:
        tar.add(__file__, arcname="../outside.py")
    with pytest.raises(StackError, match="does not name"):
        restore(made.path, DataFolder(empty), url=None, say=print)
    assert not empty.exists()


def test_any_other_file_is_refused(empty, tmp_path):
    other = tmp_path / "photo.jpg"
    other.write_bytes(b"no tar at all")
    with pytest.raises(StackError, match="not a backup"):
        restore(other, DataFolder(empty), url=None, say=print)
    with pytest.raises(StackError, match="no file"):
        restore(tmp_path / "gone.tar", DataFolder(empty), url=None, say=print)


def test_a_backup_of_a_newer_release_waits_for_it(made, empty):
    text = made.path.read_bytes().replace(b'"0001_initial"', b'"9001_initial"')
    made.path.write_bytes(text)
    with pytest.raises(StackError, match="newer Chợ Phiên"):
        restore(made.path, DataFolder(empty), url=None, say=print)
    assert not empty.exists()


def test_a_folder_in_use_is_not_touched(made, empty):
    empty.mkdir()
    (empty / "note.txt").write_text("mine")
    with pytest.raises(StackError, match="is not empty"):
        restore(made.path, DataFolder(empty), url=None, say=print)
    assert [path.name for path in empty.iterdir()] == ["note.txt"]


def test_a_database_in_use_is_not_touched_and_nothing_stays_behind(made, upgraded, empty):
    with pytest.raises(StackError, match="tables already"):
        restore(made.path, DataFolder(empty), url=upgraded, say=print)
    assert not empty.exists()


def test_a_full_disk_is_said_before_it_begins(upgraded, folder, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    with pytest.raises(StackError, match="1 MB free"):
        back_up(folder, upgraded)
    assert list(Path(folder.root / "backups").iterdir()) == []
