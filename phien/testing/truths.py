"""The seven truths of stock, orders and money, as `phien check` looks at them."""

from django.db import connection

from phien.checkout import queries as checkout
from phien.comments import queries as comments
from phien.orders import queries as orders
from phien.stock import queries as stock


def broken() -> list[str]:
    """Each broken truth with the rows that break it; empty where all hold."""
    connection.ensure_connection()
    return [
        f"{truth.truth}: {truth.sentence}: {truth.rows}"
        for house in (stock, orders, checkout, comments)
        for truth in house.broken_truths()
    ]


def assert_all_true() -> None:
    """All seven truths hold on the test's database."""
    assert broken() == []
