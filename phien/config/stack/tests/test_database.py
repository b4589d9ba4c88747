"""What the supervisor asks the database, and what it says of one that will not do."""

import os
from pathlib import Path

import pytest

from phien.config.stack import database
from phien.config.stack.errors import StackError
from phien.config.stack.folder import DataFolder
from phien.testing.stack import throwaway_postgres


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StackError, match=r"DATABASE_URL \(127\.0\.0\.1/shop\) cannot be reached") as refusal:
        database.must_be_usable("postgresql://me:secret@127.0.0.1:9/shop")
    assert "secret" not in str(refusal.value)


def test_an_old_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    with pytest.raises(StackError, match="is PostgreSQL 18; 99 or newer is needed"):
        database.must_be_usable(os.environ["DATABASE_URL"])


def test_a_new_database_is_empty_of_everything() -> None:
    with throwaway_postgres() as url:
        database.must_be_usable(url)
        assert database.applied_migrations(url) == 0
        assert database.sessions(url) == []


def test_what_was_prepared_is_not_prepared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DataFolder(tmp_path)
    url = os.environ["DATABASE_URL"]
    assert not database.is_prepared(folder, url, demo=False)
    database.note_prepared(folder, url, demo=False)
    assert database.is_prepared(folder, url, demo=False)
    assert not database.is_prepared(folder, url, demo=True)
    folder.accounts.write_text("[]")
    database.note_prepared(folder, url, demo=True)
    assert database.is_prepared(folder, url, demo=True)
    monkeypatch.setattr(database, "code_of_migrations", lambda: "new code")
    assert not database.is_prepared(folder, url, demo=False)
