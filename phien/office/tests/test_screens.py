"""The office's screens: they open for who may, say what is there, and ask the database exactly so often."""

import pytest

from phien.testing.factories import make_person, make_session, make_variant
from phien.testing.watching import assert_queries

pytestmark = pytest.mark.django_db
WHO = 3  # queries of every page: the sign-in session, the person, their cooperatives


@pytest.mark.parametrize(
    "path",
    ["", "more/", "settings/", "activity/", "people/", "people/new/", "products/", "products/new/", "stock/"],
)
def test_every_screen_opens_for_a_manager(client, coop, manager, path):
    assert client.as_(manager).get(f"/an-thu/{path}").status_code == 200
