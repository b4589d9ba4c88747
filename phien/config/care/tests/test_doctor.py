"""The doctor says what is wrong and what to do, and changes nothing."""

import socket
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from phien.config.care import doctor, machine
from phien.config.care.doctor import Finding, examine

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def installed(upgraded, folder, monkeypatch):
    """An installation on a database of its own; nothing listens on its port."""
    monkeypatch.setenv("DATABASE_URL", upgraded)
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:9")
    return folder


def look(folder, *, port: int = 0, at: datetime = NOW) -> dict[str, Finding]:
    found = examine(folder, port=port, host="127.0.0.1", backups=folder.root / "backups", at=at)
    return {each.what: each for each in found}


def test_what_is_good_needs_no_advice(installed):
    found = look(installed)
    for what in ("Python", "Packages", "Disk", "PostgreSQL", "Tables", "NATS"):
        assert (found[what].state, found[what].do) == ("good", ""), what
    assert found["PostgreSQL"].fact.startswith("18")


def test_a_port_that_does_not_answer_must_be_mended(installed):
    found = look(installed)
    assert found["Port"].state == "bad"
    assert doctor.worst(list(found.values())) == "bad"


@pytest.mark.parametrize(("hours", "state"), [(None, "warn"), (25, "good"), (27, "warn")])
def test_the_backups_age(folder, hours, state):
    if hours is not None:
        (folder.root / "backups").mkdir()
        made = NOW - timedelta(hours=hours)
        (folder.root / "backups" / f"phien-{made:%Y%m%dT%H%M%SZ}.tar").write_bytes(b"")
    assert next(iter(doctor._backups(folder.root / "backups", NOW))).state == state


def test_keys_that_others_can_read(folder, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder.keys.chmod(0o644)
    assert look(folder)["Keys"].do == f"Run `chmod 600 {folder.keys}`."


def test_where_nothing_runs_it_says_whether_the_port_is_free(folder, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        found = look(folder, port=taken)
        assert found["Service"].do == "Start it: `phien up`."
        assert found["Port"].state == "bad"
        assert found["Port"].fact.startswith(f"Port {taken} is in use")
    assert look(folder, port=taken)["Port"].state == "good"


def test_tables_of_an_older_or_newer_release(installed, upgraded):
    with psycopg.connect(upgraded) as connection:
        row = "update django_migrations set name = %s where app = 'orders' and name = %s"
        connection.execute(row, ["0001_other", "0001_initial"])
        assert doctor._tables(connection).do.startswith("Run `phien manage migrate`")
        connection.execute(
            "insert into django_migrations (app, name, applied) values ('orders', '0001_initial', now())"
        )
        assert doctor._tables(connection).fact == "of a newer release (0001_other)"
        connection.rollback()
        assert doctor._tables(connection).state == "good"


def test_jobs_that_nobody_takes(upgraded):
    with psycopg.connect(upgraded) as connection:
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, status, scheduled_at) "
            "values ('default', 'x', 0, '{}', 'todo', %s)",
            [NOW - timedelta(minutes=11)],
        )
        assert [each.state for each in doctor._jobs(connection, NOW)] == ["bad"]
        connection.rollback()


def test_a_package_that_is_not_the_locked_one(tmp_path):
    lock = tmp_path / "run.txt"
    lock.write_text(
        "django==1.0 \\\n    --hash=sha256:00\nnot-there==2.0 ; sys_platform == 'win32' \\\n"
        "    --hash=sha256:00\nnever-made==3.0\n"
    )
    found = machine.packages_unlike(lock)
    assert [line.split(" (")[1] for line in found] == ["locked: 1.0)", "locked: 3.0)"]


def test_a_bus_that_is_away():
    assert machine.greeting_of_nats("nats://127.0.0.1:9") is None
