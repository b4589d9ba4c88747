"""The tables that leave the house: nothing of a buyer's words runs in a spreadsheet."""

import csv
import io
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from phien.activity.models import Entry
from phien.orders.models import Order
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]


EXPORT = "/an-thu/orders/export/"


def text_of(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8")


def rows_of(answer, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff")), delimiter=delimiter))


def table(client, query: str = "", form: str = "csv"):
    return client.post(f"{EXPORT}{query}", {"form": form})


def sheet(client, query: str = "") -> list[list[object]]:
    data = b"".join(table(client, query, "xlsx").streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_csv_begins_with_a_mark_and_parts_with_semicolons(client, bookkeeper, order_of: Make):
    order = order_of(held=False, buyer_name="Nguyễn; Ễ", phone="+84900000777")
    client.as_(bookkeeper)
    answer = table(client)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = text_of(answer)
    assert text.startswith("\ufeffMã;")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][0] == order.code
    assert rows[1][4:6] == ["Nguyễn; Ễ", "0900 000 777"]
    assert rows[1][14:17] == ["320000", "0", "320000"]
    assert rows[1][18] == "nút mua"
    assert rows_of(table(client, form="csv-comma"), ",")[1] == rows[1]


@pytest.mark.parametrize("wild", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_words_that_look_like_a_formula_stay_words(client, bookkeeper, order_of: Make, wild: str):
    order_of(buyer_name=wild, note=wild, street=wild)
    client.as_(bookkeeper)
    row = rows_of(table(client))[1]
    assert row[4].startswith("'")
    assert row[6].startswith("'")
    assert sheet(client)[1][4] == wild


def test_xlsx_holds_numbers_and_moments_as_such_codes_and_phones_as_words(client, bookkeeper, order_of: Make):
    order = order_of(held=False, second=1, phone="+84900000777")
    client.as_(bookkeeper)
    rows = sheet(client)
    assert rows[0][0] == "Mã"
    assert rows[1][0] == order.code
    assert rows[1][5] == "0900 000 777"
    assert rows[1][14] == 465_000
    assert rows[1][1].year == order.placed_at.year


def test_the_keepers_table_has_masked_phones_and_says_so_before(client, keeper, order_of: Make):
    order_of(phone="+84900000777")
    client.as_(keeper)
    assert "số điện thoại che bớt" in client.get(EXPORT).content.decode()
    assert rows_of(table(client))[1][5] == "0900 ••• 777"


def test_who_took_what_out_is_recorded_looking_is_not(client, keeper, bookkeeper, order_of: Make):
    order_of()
    order_of(held=False)
    client.as_(bookkeeper)
    with assert_nothing_happened():
        assert "đủ số điện thoại" in client.get(f"{EXPORT}?state=held").content.decode()
    sheet(client, "?state=held")
    client.as_(keeper)
    rows_of(table(client))
    told = [(one.person, one.facts) for one in Entry.every_coop.filter(kind="orders.exported").order_by("id")]
    assert told == [
        (bookkeeper, {"count": 1, "form": "xlsx", "phones": "whole"}),
        (keeper, {"count": 2, "form": "csv", "phones": "masked"}),
    ]
    page = client.get("/an-thu/activity/").content.decode()
    assert "Xuất 2 đơn ra tệp csv, số điện thoại che bớt" in page


def test_the_table_follows_filters_and_ticks_and_asks_as_often_for_many(client, bookkeeper, order_of: Make):
    some = [order_of(held=False) for _ in range(3)]
    order_of()
    client.as_(bookkeeper)
    assert len(rows_of(table(client, "?state=confirmed"))) == 4
    ticked = f"?code={some[0].code}&code={some[2].code}"
    assert [row[0] for row in rows_of(table(client, ticked))[1:]] == [some[2].code, some[0].code]
    for _ in range(2):
        with assert_queries(8):  # sign-in 2, cooperative, sessions, count, record, orders, lines
            text_of(table(client))
        for _ in range(20):
            order_of(second=1)


def test_nothing_found_leads_back_to_all_orders(client, bookkeeper, order_of: Make):
    client.as_(bookkeeper)
    assert "Xem hết các đơn" in client.get(f"{EXPORT}?q=khongco").content.decode()
