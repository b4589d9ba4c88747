"""A session from a run-sheet file: products made once, stock received, the sheet written."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from phien.catalog.models import Product, Variant
from phien.live.actions import open_session
from phien.live.from_sheet import Extra, create_session
from phien.live.models import Item
from phien.stock.models import Ledger, Stock
from phien.testing.truths import assert_all_true

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
SHEET = json.loads((Path(__file__).parents[3] / "tests/data/runsheet-honey.json").read_text(encoding="utf-8"))


def create(coop: Any, **more: Any) -> Any:
    given = {"coop": coop, "sheet": SHEET, "title": "Phiên thử", "scheduled_at": AT, "at": AT, **more}
    return create_session(**given)


def test_every_item_of_the_file_is_on_the_sheet_with_its_stock(coop):
    made = create(coop, stock=7, limit_per_buyer=3)
    rows = list(Item.every_coop.filter(session=made).select_related("variant__product"))
    assert [(row.code, row.name, row.price) for row in rows] == [
        (item["code"], item["name"], item["price"]) for item in SHEET["items"]
    ]
    assert {(row.planned, row.limit_per_buyer) for row in rows} == {(7, 3)}
    assert [row.aliases for row in rows] == [item.get("aliases", []) for item in SHEET["items"]]
    assert set(Stock.every_coop.values_list("on_hand", "reserved")) == {(7, 0)}
    assert {row.kind for row in Ledger.every_coop.all()} == {"received"}
    assert made.state == "scheduled"
    assert_all_true()


def test_it_can_be_opened_at_once(coop):
    made = create(coop, stock=7)
    open_session(coop=coop, session_id=made.pk, at=AT)
    assert set(Stock.every_coop.values_list("on_hand", "reserved")) == {(7, 7)}
    assert_all_true()


def test_a_second_session_sells_the_same_products(coop):
    create(coop, stock=7)
    create(coop, stock=5)
    assert Variant.every_coop.count() == Product.every_coop.count() == len(SHEET["items"])
    assert set(Stock.every_coop.values_list("on_hand", flat=True)) == {12}


def test_another_cooperatives_products_are_not_touched(coop, other_coop):
    create(coop, stock=7)
    create(other_coop, stock=7)
    assert Variant.every_coop.filter(coop=coop).count() == Variant.every_coop.filter(coop=other_coop).count()


def test_what_the_file_does_not_say_is_said_beside_it(coop):
    code = SHEET["items"][0]["code"]
    made = create(coop, extras={code: Extra(brand="Phương Di", say="Nói về hoa cà phê")})
    row = Item.every_coop.select_related("variant__product").get(session=made, code=code)
    assert (row.say, row.variant.product.brand, row.planned) == ("Nói về hoa cà phê", "Phương Di", 0)


def test_a_file_that_is_no_run_sheet_makes_nothing(coop):
    with pytest.raises(KeyError):
        create(coop, sheet={"items": [{"code": "A1"}]})
    assert not Product.every_coop.exists()
