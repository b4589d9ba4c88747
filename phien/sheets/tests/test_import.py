"""A file comes in, is shown, is written all or nothing, and is taken back."""

import threading

import pytest
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext, override

from phien.activity.models import Entry
from phien.catalog.models import Product, Variant
from phien.plumbing.tables.written import csv_lines, xlsx_file
from phien.sheets import actions, errors, queries, work, writing
from phien.sheets.contracts import TITLES
from phien.sheets.models import Sheet
from phien.stock import actions as stock
from phien.stock.models import Ledger
from phien.stock.queries import broken_truths
from phien.testing.factories import make_product, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries, table_checksums

pytestmark = pytest.mark.django_db
NOW = timezone.now()
THREE = """Tên sản phẩm;Quy cách;ĐVT;Giá bán;Tồn kho
Mật ong hoa cà phê;500 ml;chai;145.000;40
Mật ong hoa cà phê;1 lít;chai;270k;12
Phấn hoa;;hũ;1.200.000 đ;
"""


def brought(coop, by, text=THREE, name="hang.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return actions.bring(coop=coop, name=name, content=content, by=by, at=NOW)


def confirmed(coop, by, sheet):
    return actions.confirm(coop=coop, sheet_id=sheet.pk, by=by, at=NOW)


def written(coop, by, text=THREE):
    sheet = brought(coop, by, text)
    assert (sheet.state, sheet.problem) == ("ready", "")
    return confirmed(coop, by, sheet)


def undone(coop, by, sheet):
    return actions.undo(coop=coop, sheet_id=sheet.pk, by=by, at=NOW)


def counts(sheet):
    return sheet.new, sheet.changed, sheet.same, sheet.bad


def goods(coop):
    rows = Variant.objects.of(coop).select_related("product").order_by("product__name", "price")
    return [
        (row.product.name, row.name, row.unit, row.price, getattr(getattr(row, "stock", None), "on_hand", 0))
        for row in rows
    ]


def kept(coop, sheet):
    return [(row.number, row.kept) for row in queries.rows(coop=coop, sheet_id=sheet.pk, kept=True)]


def problems(coop, sheet):
    rows = queries.rows(coop=coop, sheet_id=sheet.pk, kind="bad")
    return [(row.number, name, read, code) for row in rows for name, read, code, _ in row.problems]


def test_new_products_come_in_with_their_sizes_and_stock(coop, manager):
    sheet = brought(coop, manager)
    assert (sheet.state, counts(sheet), sheet.rows) == ("ready", (3, 0, 0, 0), 3)
    assert Product.objects.of(coop).count() == 0
    sheet = confirmed(coop, manager, sheet)
    assert (sheet.state, sheet.done) == ("written", 3)
    assert goods(coop) == [
        ("Mật ong hoa cà phê", "500 ml", "chai", 145_000, 40),
        ("Mật ong hoa cà phê", "1 lít", "chai", 270_000, 12),
        ("Phấn hoa", "", "hũ", 1_200_000, 0),
    ]
    assert Product.objects.of(coop).get(name="Phấn hoa").search == "phan hoa hu"
    assert [(row.kind, row.delta, row.person) for row in Ledger.objects.of(coop).order_by("pk")] == [
        ("adjusted", 40, manager),
        ("adjusted", 12, manager),
    ]
    assert "hang.csv" in Ledger.objects.of(coop).first().reason
    entry = Entry.objects.of(coop).get()
    assert (entry.kind, entry.facts) == ("sheet.written", {"name": "hang.csv", "new": 3, "changed": 0})
    assert broken_truths() == []


def test_undo_puts_back_exactly_what_was(coop, manager):
    product = make_product(coop, "Mật ong hoa cà phê", search="mat ong hoa ca phe 500 ml chai")
    make_variant(coop, product=product, stock=7, price=140_000)
    make_variant(coop, stock=3)
    before, were = table_checksums(), goods(coop)
    sheet = written(coop, manager)
    assert counts(sheet) == (2, 1, 0, 0)
    assert ("Mật ong hoa cà phê", "500 ml", "chai", 145_000, 40) in goods(coop)
    assert Entry.objects.of(coop).get(kind="product.changed").facts["prices"] == [
        ["500 ml", 140_000, 145_000]
    ]
    sheet = undone(coop, manager, sheet)
    assert (sheet.state, sheet.undone, sheet.kept) == ("undone", 3, 0)
    after = table_checksums()
    assert {name for name in before if before[name] != after[name]} == {
        "sheets_sheet", "sheets_sheetrow", "sheets_sheetfile", "activity_entry", "procrastinate_jobs",
        "procrastinate_events", "stock_ledger",  # there and back stand in it; the number is as before
    }  # fmt: skip
    assert goods(coop) == were
    assert broken_truths() == []
    with pytest.raises(errors.NothingToUndo), assert_nothing_happened():
        undone(coop, manager, sheet)


def test_what_something_since_depends_on_stays_and_says_why(coop, manager):
    for name in ("Đã sửa", "Đã đếm", "Đã hứa"):
        make_variant(coop, product=make_product(coop, name), stock=5, price=100_000)
    table = "Tên hàng;Quy cách;ĐVT;Giá;SL\n" + "".join(
        f"{name};500 ml;chai;200k;{count}\n"
        for name, count in (("Đã sửa", 5), ("Đã đếm", 9), ("Đã hứa", 30), ("Lên bảng", 4), ("Còn nguyên", 2))
    )
    sheet = written(coop, manager, table)
    size = {row.product.name: row for row in Variant.objects.of(coop).select_related("product")}
    Variant.objects.of(coop).filter(pk=size["Đã sửa"].pk).update(price=210_000)
    stock.adjust(coop=coop, variant_id=size["Đã đếm"].pk, delta=-1, reason="đếm lại", at=NOW)
    make_session(coop, [(size["Đã hứa"], 20)], open=True)
    make_session(coop, [(size["Lên bảng"], 1)])
    sheet = undone(coop, manager, sheet)
    assert kept(coop, sheet) == [
        (2, "kept_changed_since"),
        (3, "kept_counted_since"),
        (4, "kept_promised_since"),
        (5, "kept_used_since"),
    ]
    assert (sheet.undone, sheet.kept) == (1, 4)
    assert "Còn nguyên" not in {name for name, *_ in goods(coop)}
    assert Entry.objects.of(coop).filter(kind="sheet.undone").get().facts == {
        "name": "hang.csv",
        "undone": 1,
        "kept": 4,
    }
    assert broken_truths() == []
    Variant.objects.of(coop).filter(pk=size["Đã sửa"].pk).update(price=200_000)
    sheet = undone(coop, manager, sheet)  # the rest again
    assert (sheet.undone, sheet.kept) == (2, 3)


def test_each_bad_cell_is_named_and_nothing_is_saved(coop, manager):
    held = make_variant(coop, product=make_product(coop, "Đang bán"), stock=30)
    make_session(coop, [(held, 20)], open=True)
    make_variant(coop, product=make_product(coop, "Hai cỡ"), name="nhỏ")
    make_variant(coop, product=Product.objects.of(coop).get(name="Hai cỡ"), name="lớn")
    for _ in range(2):
        make_variant(coop, product=make_product(coop, "Trùng tên"))
    table = """Mã phiên;Tên hàng;Quy cách;ĐVT;Giá;Tồn;Nhãn hiệu
;Giá lạ;;hũ;hỏi chủ;3;
;Giá nhỏ;;hũ;145;2,5;
;;;;90k;;
;Thiếu;;;;;x
999999;Sai mã;;hũ;90k;;
;Đang bán;500 ml;chai;145k;19;
;Hai cỡ;;chai;90k;;
;Trùng tên;;chai;90k;;
;Mới;1 kg;túi;90k;;A
;mới;1 KG;túi;95k;;A
;Mới;2 kg;túi;95k;;B
;M?t ong;;hũ;90k;;
;TIÊU ĐỀ;;;;;
"""
    sheet = brought(coop, manager, table)
    assert (sheet.state, counts(sheet)) == ("bad", (1, 0, 0, 12))
    assert problems(coop, sheet) == [
        (2, "price", "hỏi chủ", "cell_not_an_amount"),
        (3, "price", "145", "cell_thousands"),
        (3, "stock", "2,5", "cell_not_a_count"),
        (4, "name", "", "cell_missing"),
        (4, "unit", "", "cell_missing"),
        (5, "unit", "", "cell_missing"),
        (5, "price", "", "cell_missing"),
        (6, "id", "999999", "cell_unknown_id"),
        (7, "stock", "19", "cell_below_reserved"),
        (8, "size", "", "cell_which_size"),
        (9, "name", "Trùng tên", "cell_which_product"),
        (11, "size", "1 KG", "cell_written_twice"),
        (12, "brand", "B", "cell_otherwise"),
        (13, "name", "M?t ong", "cell_lost_letters"),
        (14, "name", "TIÊU ĐỀ", "cell_title_row"),
    ]
    with pytest.raises(errors.NotReady), assert_nothing_happened():
        confirmed(coop, manager, sheet)


def test_what_moved_between_looking_and_saving_is_named_and_nothing_is_saved(coop, manager):
    size = make_variant(coop, product=make_product(coop, "Mật ong hoa cà phê"), stock=7, price=140_000)
    sheet = brought(coop, manager)
    Variant.objects.of(coop).filter(pk=size.pk).update(price=150_000)
    sheet = confirmed(coop, manager, sheet)
    assert (sheet.state, sheet.moved, counts(sheet)) == ("ready", [2], (2, 1, 0, 0))
    assert len(goods(coop)) == 1
    stock.receive(coop=coop, variant_id=size.pk, qty=1, at=NOW)
    make_variant(coop, product=make_product(coop, "phấn HOA"))
    sheet = confirmed(coop, manager, sheet)
    assert (sheet.state, sheet.moved) == ("ready", [2, 4])
    assert len(goods(coop)) == 2
    assert confirmed(coop, manager, sheet).state == "written"
    assert broken_truths() == []


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_an_export_that_comes_back_unchanged_changes_nothing(coop, manager, language):
    honey = make_product(coop, "=Mật ong", brand="+84")
    make_variant(coop, product=honey, stock=7, net_unit="ml", net_value="500.000")
    make_variant(coop, product=make_product(coop, "Phấn hoa", description="Dòng 1\nDòng 2"), name="")
    with override(language):
        titles = [gettext(title) for title in TITLES.values()]
    rows = [titles, *queries.goods(coop=coop)]
    with xlsx_file(name="A", rows=rows) as book:
        contents = [book.read(), "".join(csv_lines(rows)).encode()]
    for content in contents:
        sheet = brought(coop, manager, content)
        assert (sheet.problem, sheet.state, counts(sheet)) == ("", "ready", (0, 0, 2, 0))
        with pytest.raises(errors.NotReady), assert_nothing_happened():
            confirmed(coop, manager, sheet)


def test_an_export_that_comes_back_renames_and_keeps_what_is_empty(coop, manager):
    size = make_variant(coop, product=make_product(coop, "Mật ong", brand="Nhà ong"), stock=7)
    table = f"Phiên ID,Product name,Size,Brand,In the store\n{size.pk},Mật ong rừng,1 lít,,\n"
    sheet = written(coop, manager, table)
    assert (counts(sheet), goods(coop)) == ((0, 1, 0, 0), [("Mật ong rừng", "1 lít", "chai", 145_000, 7)])
    product = Product.objects.of(coop).get()
    assert (product.brand, product.search) == ("Nhà ong", "mat ong rung nha ong 1 lit chai")
    undone(coop, manager, sheet)
    assert goods(coop) == [("Mật ong", "500 ml", "chai", 145_000, 7)]


def test_a_second_tap_writes_nothing_twice(coop, manager):
    sheet = written(coop, manager)
    with pytest.raises(errors.NotReady), assert_nothing_happened():
        confirmed(coop, manager, sheet)
    assert not work.work_on(sheet_id=sheet.pk)


def test_a_stranger_finds_no_sheet(coop, other_coop, stranger, manager):
    sheet = brought(coop, manager)
    for act in (actions.confirm, actions.undo):
        with pytest.raises(errors.UnknownSheet), assert_nothing_happened():
            act(coop=other_coop, sheet_id=sheet.pk, by=stranger, at=NOW)
    assert queries.content(coop=other_coop, sheet_id=sheet.pk) is None


def long_table(rows):
    return "Tên;ĐVT;Giá;SL\n" + "".join(f"Món thử {n};hũ;90k;{n}\n" for n in range(1, rows + 1))


@pytest.mark.parametrize("rows", [3, 300])
def test_reading_and_saving_ask_as_often_for_many_rows_as_for_few(coop, manager, rows):
    with assert_queries(15):
        sheet = brought(coop, manager, long_table(rows))
    assert sheet.new == rows
    with assert_queries(27):
        confirmed(coop, manager, sheet)
    undone(coop, manager, sheet)
    assert goods(coop) == []


def test_a_worker_that_dies_while_saving_leaves_nothing_and_the_next_starts_again(coop, manager, monkeypatch):
    monkeypatch.setattr(actions, "SHORT_ROWS", 0)
    sheet = confirmed(coop, manager, brought(coop, manager))
    assert sheet.state == "writing"
    with monkeypatch.context() as broken:
        broken.setattr(writing.stock, "move_many", lambda **_: 1 / 0)
        assert work.work_on(sheet_id=sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.problem, goods(coop)) == ("ready", "sheet_stopped", [])
    confirmed(coop, manager, sheet)
    Sheet.objects.of(coop).update(touched_at=NOW - 2 * work.STILL)
    assert work.pick_up() == [sheet.pk]
    assert work.work_on(sheet_id=sheet.pk)
    assert len(goods(coop)) == 3
    Sheet.objects.of(coop).update(state="undoing", attempts=3, touched_at=NOW - 2 * work.STILL)
    assert work.pick_up() == []
    sheet.refresh_from_db()
    assert (sheet.state, sheet.problem) == ("written", "undo_stopped")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_work_on_the_same_sheet(coop, manager, monkeypatch):
    """Fails where `_alone` lets everybody in."""
    monkeypatch.setattr(actions, "SHORT_ROWS", 0)
    sheet = confirmed(coop, manager, brought(coop, manager))
    inside, answers = threading.Event(), []
    over = threading.Event()
    really = work.write

    def slow(*args, **given):
        inside.set()
        over.wait(20)
        return really(*args, **given)

    monkeypatch.setattr(work, "write", slow)

    def first():
        try:
            answers.append(work.work_on(sheet_id=sheet.pk))
        finally:
            connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(20)
    assert work.work_on(sheet_id=sheet.pk) is False
    assert work.pick_up() == []
    over.set()
    thread.join(20)
    assert answers == [True]
    sheet.refresh_from_db()
    assert (sheet.state, sheet.done, len(goods(coop))) == ("written", 3, 3)
