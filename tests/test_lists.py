"""Every list page of the office asks the database as often for 300 rows as for three.

The pages are those of `phien bench office`: what is added there is asked here, and its number stands below.
The few are three orders in each state.
"""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from phien.config.bench.office_rows import Size, World, made
from phien.testing import factories
from phien.testing.fixtures import StaffClient

FEW = Size(orders=24, sessions=2, products=3, people=3, comments=3, moves=3, papers=3)
MANY = Size(orders=300, sessions=2, products=300, people=300, comments=300, moves=300, papers=300)


def asked(client: StaffClient, world: World, slug: str) -> dict[str, int]:
    found = {}
    for name, path in world.pages.items():
        url = f"/{slug}{path}"
        if not there(url) or client.get(url).status_code in (404, 405):
            continue
        with CaptureQueriesContext(connections["default"]) as captured:
            assert client.get(url).status_code == 200, url
        found[name] = sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)
    return found


def there(url: str) -> bool:
    try:
        resolve(url.partition("?")[0])
    except Resolver404:
        return False
    return True


@pytest.mark.parametrize("size", [FEW, MANY], ids=["3", "300"])
def test_a_list_page_asks_as_often_for_three_rows_as_for_three_hundred(
    db: None, client: StaffClient, size: Size
) -> None:
    coop = factories.make_coop("do-thu", prefix="DT")
    world = made(coop, size=size)
    client.as_(world.person)
    assert asked(client, world, coop.slug) == QUERIES


QUERIES = {
    "home": 9,
    "orders": 8,
    "orders, last page": 8,
    "orders, a state": 8,
    "orders by name": 9,
    "orders by nothing": 7,
    "orders by goods": 7,
    "orders by item code": 9,
    "orders by live": 7,
    "orders by code": 8,
    "orders by phone": 6,
    "orders by phone's end": 6,
    "orders by days": 8,
    "orders of a live": 8,
    "one order": 9,
    "a buyer": 8,
    "take out": 5,
    "calls": 8,
    "calls by code": 9,
    "calls by nothing": 7,
    "money": 10,
    "money by name": 8,
    "blocks": 5,
    "blocks by name": 5,
    "packing": 6,
    "picks": 5,
    "waiting for goods": 4,
    "parcels": 8,
    "hand-over lists": 5,
    "hand-over lists by who": 5,
    "print runs": 6,
    "print runs by code": 6,
    "products": 8,
    "products by name": 5,
    "certificates": 6,
    "certificates by name": 6,
    "tables": 5,
    "tables by name": 5,
    "stock": 5,
    "stock by name": 4,
    "ledger": 10,
    "lives": 7,
    "lives by title": 8,
    "a live": 10,
    "studio": 17,
    "taught words": 8,
    "report": 20,
    "report's rows": 8,
    "how comments were read": 15,
    "words nobody knew": 7,
    "money book": 7,
    "people": 5,
    "people by name": 5,
    "record": 5,
    "record by who": 8,
    "record by code": 9,
    "record by nothing": 7,
    "record of orders": 5,
    "settings": 3,
}
