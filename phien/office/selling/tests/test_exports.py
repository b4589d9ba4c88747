"""The tables that leave the house: nothing of a buyer's words runs in a spreadsheet."""

import csv
import io
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from phien.orders.models import Order
from phien.testing.watching import assert_queries

Make = Callable[..., Order]


def text_of(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8")


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff")), delimiter=";"))


def test_csv_begins_with_a_mark_and_parts_with_semicolons(client, bookkeeper, order_of: Make):
    order = order_of(held=False, buyer_name="Nguyễn; Ễ", phone="+84900000777")
    client.as_(bookkeeper)
    answer = client.get("/an-thu/orders/export.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = text_of(answer)
    assert text.startswith("\ufeffMã;")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][0] == order.code
    assert rows[1][4:6] == ["Nguyễn; Ễ", "0900 000 777"]
    assert rows[1][14:17] == ["320000", "0", "320000"]


@pytest.mark.parametrize("wild", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_words_that_look_like_a_formula_stay_words(client, bookkeeper, order_of: Make, wild: str):
    order_of(buyer_name=wild, note=wild, street=wild)
    client.as_(bookkeeper)
    row = rows_of(client.get("/an-thu/orders/export.csv"))[1]
    assert row[4].startswith("'")
    assert row[6].startswith("'")
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(client.get("/an-thu/orders/export.xlsx").streaming_content))
    )
    assert book.get_sheet_by_index(0).to_python()[1][4] == wild


def test_xlsx_holds_numbers_and_moments_as_such(client, bookkeeper, order_of: Make):
    order = order_of(held=False, second=1)
    client.as_(bookkeeper)
    data = b"".join(client.get("/an-thu/orders/export.xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Mã"
    assert rows[1][0] == order.code
    assert rows[1][14] == 465_000
    assert rows[1][1].year == order.placed_at.year


def test_the_keepers_table_has_masked_phones(client, keeper, order_of: Make):
    order_of(phone="+84900000777")
    client.as_(keeper)
    assert rows_of(client.get("/an-thu/orders/export.csv"))[1][5] == "0900 ••• 777"


def test_the_table_follows_the_filters_and_asks_little(client, bookkeeper, order_of: Make):
    for _ in range(4):
        order_of(held=False)
    order_of()
    client.as_(bookkeeper)
    assert len(rows_of(client.get("/an-thu/orders/export.csv?state=confirmed"))) == 5
    with assert_queries(5):  # sign-in 2, cooperative, orders, lines
        text_of(client.get("/an-thu/orders/export.csv"))
