"""The studio's address, and a host who is signed in."""

import pytest

from phien.testing.factories import make_person


@pytest.fixture
def studio(session):
    return f"/an-thu/sessions/{session.pk}/studio/"


@pytest.fixture
def host(client, coop):
    person = make_person(coop, "host")
    client.as_(person)
    return person
