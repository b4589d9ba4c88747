"""The embedded PostgreSQL, started for real."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from phien.config.stack.children import living_in, wait_until
from phien.config.stack.cluster import cluster_of
from phien.config.stack.errors import StackError
from phien.config.stack.postgres import Postgres
from phien.testing.stack import cluster_in, scratch_folder


@pytest.fixture
def server() -> Iterator[Postgres]:
    with scratch_folder() as folder:
        yield Postgres(cluster_in(folder), socket=folder / "socket", log=folder / "postgres.log")


def test_data_survive_a_kill_of_the_server(server: Postgres) -> None:
    server.make_ready_to_start()
    child = server.start(os.environ)
    server.wait_until_ready(child)
    with psycopg.connect(server.url) as connection:
        connection.execute("create table jar (left_over int)")
        connection.execute("insert into jar values (7)")
    child.send_signal(signal.SIGKILL)
    child.wait()

    server.make_ready_to_start()
    child = server.start(os.environ)
    try:
        server.wait_until_ready(child)
        with psycopg.connect(server.url) as connection:
            assert connection.execute("select left_over from jar").fetchall() == [(7,)]
    finally:
        server.stop(child)
    assert living_in(server.cluster.folder) == []


def test_an_orphan_is_ended_before_a_new_start(server: Postgres) -> None:
    server.make_ready_to_start()
    orphan = server.start(os.environ)
    server.wait_until_ready(orphan)
    server.make_ready_to_start()
    assert orphan.wait(5) == 0
    child = server.start(os.environ)
    server.wait_until_ready(child)
    server.stop(child)


def test_a_pid_file_that_names_another_program_does_not_stop_the_start(server: Postgres) -> None:
    server.make_ready_to_start()
    stale = server.cluster.folder / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{server.cluster.folder}\n1\n5432\n{server.socket}\n\n")
    server.make_ready_to_start()
    child = server.start(os.environ)
    server.wait_until_ready(child)
    server.stop(child)


def test_vietnamese_letters_have_their_small_ones() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("select lower('ĐẮK LẮK'), upper('mật')").fetchone() == ("đắk lắk", "MẬT")


def test_the_product_is_no_superuser_and_nothing_listens_on_the_network(server: Postgres) -> None:
    server.make_ready_to_start()
    child = server.start(os.environ)
    try:
        server.wait_until_ready(child)
        with psycopg.connect(server.url) as connection:
            row = connection.execute("select usesuper from pg_user where usename = current_user").fetchone()
            assert row == (False,)
            names = ["listen_addresses", "fsync", "synchronous_commit", "max_prepared_transactions", "jit"]
            values = [connection.execute(f"show {name}").fetchone() for name in names]
            assert values == [("",), ("on",), ("on",), ("0",), ("off",)]
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    finally:
        server.stop(child)


def test_a_cluster_of_another_version_is_refused(server: Postgres) -> None:
    server.make_ready_to_start()
    (server.cluster.folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(StackError, match=r"was made by PostgreSQL 17, this is 18\."):
        server.make_ready_to_start()


def test_an_interrupted_making_leaves_nothing_that_the_next_start_trusts(server: Postgres) -> None:
    half = server.cluster.folder.with_name("postgres.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server.make_ready_to_start()
    assert not half.exists()
    assert (server.cluster.folder / "global/pg_control").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another account")
def test_roots_closed_folder_puts_the_database_elsewhere_and_says_so(tmp_path: Path) -> None:
    data = tmp_path / "closed"
    data.mkdir(mode=0o700)
    cluster = cluster_of(data)
    assert cluster.aloud is not None
    assert str(cluster.folder) in cluster.aloud
    assert cluster.folder.is_relative_to("/var/lib/phien")
    assert cluster_of(data) == cluster
    cluster.folder.rmdir()
    with pytest.raises(StackError, match="which is gone"):
        cluster_of(data)
    (cluster.folder.parent / "belongs-to").unlink()
    cluster.folder.parent.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another account")
def test_a_new_folder_of_an_old_name_begins_anew() -> None:
    with scratch_folder() as folder:
        data = folder / "closed"
        data.mkdir(mode=0o700)
        first = cluster_of(data).folder
        for entry in data.iterdir():
            entry.unlink()
        data.rmdir()
        data.mkdir(mode=0o700)
        second = cluster_of(data).folder
        assert first != second
    with scratch_folder() as other:
        other.chmod(0o700)
        third = cluster_of(other).folder
        assert not first.exists()  # swept: its data folder lay in the temporary folder and is gone
        assert not second.exists()
        third.rmdir()
        (third.parent / "belongs-to").unlink()
        third.parent.rmdir()


def test_a_server_that_cannot_start_says_why(server: Postgres) -> None:
    server.make_ready_to_start()
    (server.cluster.folder / "postgresql.conf").write_text("no_such_setting = 1\n")
    child = server.start(os.environ)
    with pytest.raises(StackError, match="PostgreSQL did not start: "):
        server.wait_until_ready(child)
    assert wait_until(lambda: child.poll() is not None, seconds=5)
