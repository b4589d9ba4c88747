"""Fixtures for every test; the root conftest loads this by `pytest_plugins`."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from phien.coops.devices import MARK, mark
from phien.coops.models import Coop, Person
from phien.testing import factories


class StaffClient(Client):
    """Django's test client that can be somebody: `client.as_(person).get(...)`."""

    somebody: int | None = None

    def as_(self, person: Person) -> "StaffClient":
        """Sign in as this person, without a password and without a trace but the sign-in session."""
        if self.somebody == person.pk:
            return self
        session = SessionStore()
        session.create()
        session[MARK] = mark(str(session.session_key), timezone.now())  # its device was noted a moment ago
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        self.somebody = person.pk
        return self

    def logout(self) -> None:
        """Forget who this is."""
        super().logout()
        self.somebody = None


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads and collected files of a test run lie in a folder of their own."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("STATIC_ROOT", "MEDIA_ROOT"):
        (folder / name).mkdir()
        setattr(settings, name, folder / name)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing is kept


@pytest.fixture
def client() -> StaffClient:
    """A browser without JavaScript; CSRF is not checked unless a test asks for its own client."""
    return StaffClient()


@pytest.fixture
def coop(db: Any) -> Coop:
    """A cooperative to test in."""
    return factories.make_coop("an-thu")


@pytest.fixture
def manager(coop: Coop) -> Person:
    """Its manager."""
    return factories.make_person(coop, "manager", login="quan-ly")


@pytest.fixture
def other_coop(db: Any) -> Coop:
    """Another cooperative, whose people are strangers to `coop`."""
    return factories.make_coop("ben-kia", prefix="BK")


@pytest.fixture
def stranger(other_coop: Coop) -> Person:
    """The manager of the other cooperative: may do all there and nothing here."""
    return factories.make_person(other_coop, "manager", login="nguoi-la")
