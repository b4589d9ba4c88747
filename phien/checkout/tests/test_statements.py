"""Plain statements against the models: no column that is not there, none left out that needs a value."""

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType

import pytest
from django.apps import apps
from django.db.models import Model

from phien.checkout.statements import Basket, WaitingRow, WishRow, place
from phien.orders.statements import Added, NewLine, NewOrder

HOUSES = (
    "phien.activity.statements",
    "phien.checkout.statements",
    "phien.comments.statements",
    "phien.orders.statements",
    "phien.stock.statements",
    "phien.live.desk.run",
    "phien.live.desk.line",
    "phien.live.desk.desks",
    "phien.live.desk.commands.sheet",
    "phien.live.desk.commands.time",
)
WITHOUT_DJANGO = (
    *HOUSES,
    "phien.live.desk.desk",
    "phien.live.edge.routes",
    "phien.config.edge",
    "phien.config.edge_server",
    "phien.config.desk_server",
    "phien.config.forward",
    "phien.plumbing.bus.threads",
    "phien.plumbing.streams.server",
)
INSERT = re.compile(r"insert into (\w+)\(([^)]*)\)", re.I)
UPDATE = re.compile(r"update (\w+)(?: \w+)? set (.*?)(?: from | where |$)", re.I)
AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def statements() -> Iterator[tuple[str, str]]:
    for name in HOUSES:
        module: ModuleType = importlib.import_module(name)
        for constant, value in vars(module).items():
            if constant.isupper() and isinstance(value, str) and re.search(r"insert into|update \w", value):
                yield f"{name}.{constant}", value


ALL = sorted(set(statements()))


def model_of(table: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def test_all_writing_statements_are_looked_at():
    assert len(ALL) >= 25
    written = {table for _, sql in ALL for table, _ in INSERT.findall(sql)}
    assert written == {
        "activity_entry",
        "checkout_waiting",
        "checkout_wish",
        "comments_comment",
        "comments_taught",
        "live_command",
        "orders_line",
        "orders_order",
        "orders_shortage",
        "stock_allotment",
        "stock_ledger",
        "stock_stock",
    }


@pytest.mark.parametrize(
    ("name", "sql"), [row for row in ALL if INSERT.search(row[1])], ids=lambda each: each[:60]
)
def test_an_insert_names_real_columns_and_leaves_out_only_what_has_a_default(name, sql):
    for table, columns in INSERT.findall(sql):
        fields = {field.column: field for field in model_of(table)._meta.concrete_fields}
        named = [column.strip() for column in columns.split(",")]
        assert len(set(named)) == len(named)
        assert set(named) <= set(fields), name
        for column in set(fields) - set(named):
            field = fields[column]
            made_by_itself = field.generated or (
                field.primary_key and field.get_internal_type() == "BigAutoField"
            )
            assert made_by_itself or field.null or field.has_db_default(), (
                f"{name} leaves out {table}.{column}"
            )


@pytest.mark.parametrize(
    ("name", "sql"), [row for row in ALL if UPDATE.search(row[1])], ids=lambda each: each[:60]
)
def test_an_update_names_real_columns(name, sql):
    for table, changes in UPDATE.findall(sql):
        real = {field.column for field in model_of(table)._meta.concrete_fields}
        bare = re.sub(r"case .*? end", "", changes)
        named = set(re.findall(r"(?:^|, )(\w+) =", bare))
        assert named, (name, changes)
        assert named <= real, name


def test_no_statement_needs_django():
    """Nor does the edge, the desk, the bus or the streams: each in a process of its own."""
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    assert 'django' not in sys.modules and 'ninja' not in sys.modules, name\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *WITHOUT_DJANGO], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]


class TestOrderOfLocks:
    """Desk row (the desk's own), orders, lists, allotments, stock; the record last."""

    def test_a_basket_is_written_in_it(self):
        basket = Basket(coop=1, session=2, at=AT)
        basket.orders.new[7] = NewOrder(7, 1, 2, "C", "t", "button", "b", "", "", 10, 0, None, AT)
        basket.orders.added[5] = Added(10, None, "", "")
        basket.orders.cancelled.append(4)
        basket.orders.expired.append(3)
        basket.orders.lines[7, 9, 10] = NewLine(1, "A1", "x", "chai", 1)
        basket.orders.changed_lines[1] = (2, 0)
        basket.orders.call_off(8, AT)
        basket.orders.line(5, 9, 10, NewLine(1, "A1", "x", "chai", -1))
        basket.orders.repriced[6] = -10
        basket.waiting[1] = WaitingRow(1, 9, "A1", "x", "chai", 1, 10, "button", "b", "", "", "t", AT)
        basket.leave(2, "dropped")
        basket.wishes.append(WishRow("button", "k", "b", "", "order", {}, 7, AT))
        basket.stock.allot(9, 1, -1)
        basket.record.add("order.placed", "order", 7, actor="buyer", at=AT)
        verb = re.compile(r"(?:with u as \()?(\w+ (?:into |from )?\w+)")
        verbs = [verb.match(each.sql) for each in place(basket)]
        assert [found.group(1) for found in verbs if found] == [
            "update orders_order",  # cancelled
            "update orders_order",  # called off
            "update orders_order",  # expired: ends before beginnings, one open order a buyer
            "insert into orders_order",
            "update orders_order",  # added
            "update orders_order",  # repriced
            "update orders_line",
            "with d",  # cut, by an update and a delete
            "insert into orders_line",
            "insert into checkout_waiting",
            "update checkout_waiting",
            "insert into checkout_wish",
            "update stock_allotment",
            "update stock_stock",
            "insert into activity_entry",
        ]

    def test_an_empty_basket_writes_nothing(self):
        assert place(Basket(coop=1, session=2, at=AT)) == []
