"""Products and stock on the screen."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from phien.catalog.models import Product, Variant
from phien.stock.models import Stock
from phien.testing.factories import make_person, make_product, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3


def sizes(*rows, initial=0):
    form = {"sizes-TOTAL_FORMS": len(rows), "sizes-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        form |= {f"sizes-{number}-{name}": value for name, value in row.items()}
    return form


HALF = {"name": "", "unit": "chai", "content": "500 ml", "price": "145k"}


def photo():
    out = io.BytesIO()
    Image.new("RGB", (2400, 1800), "orange").save(out, "JPEG")
    return SimpleUploadedFile("IMG_1.jpg", out.getvalue(), "image/jpeg")


def test_a_drawn_product_stands_on_both_lists(client, coop, manager):
    product = make_product(coop, drawing="honey-A1")
    make_variant(coop, product=product)
    for page in ("products", "stock"):
        answer = client.as_(manager).get(f"/an-thu/{page}/")
        assert answer.status_code == 200
        assert "/static/catalog/goods/honey-A1.svg?v=" in answer.content.decode()


def test_a_product_is_added_with_a_photo_and_two_sizes(client, coop, manager):
    whole = {"name": "1 lít", "unit": "chai", "content": "", "price": "270.000"}
    blank = {"name": "", "unit": "", "content": "", "price": ""}
    answer = client.as_(manager).post(
        "/an-thu/products/new/",
        {
            "name": "Mật ong hoa cà phê",
            "category": "Mật ong",
            "picture": photo(),
            **sizes(HALF, whole, blank),
        },
    )
    assert answer.status_code == 302
    product = Product.objects.of(coop).get()
    assert product.picture.name.endswith(".webp")
    assert list(product.variants.order_by("price").values_list("name", "unit", "price", "net_unit")) == [
        ("500 ml", "chai", 145_000, "ml"),
        ("1 lít", "chai", 270_000, ""),
    ]
    picture = client.get(product.picture.url)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    b"".join(picture.streaming_content)
    picture.close()


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"name": "", **sizes(HALF)}, "form"),
        ({"name": "Mật", **sizes({**HALF, "price": ""})}, "sizes"),
        ({"name": "Mật", **sizes({**HALF, "price": "145"})}, "sizes"),
        ({"name": "Mật", **sizes({**HALF, "unit": ""})}, "sizes"),
        ({"name": "Mật", **sizes({**HALF, "content": "nhiều"})}, "sizes"),
        ({"name": "Mật", **sizes({"name": "", "unit": "", "content": "", "price": ""})}, "form"),
        ({"name": "Mật", "picture": SimpleUploadedFile("a.jpg", b"no"), **sizes(HALF)}, "form"),
    ],
)
def test_what_is_incomplete_is_said_in_the_form_and_nothing_happens(client, coop, manager, form, where):
    with assert_nothing_happened():
        answer = client.as_(manager).post("/an-thu/products/new/", form)
    assert answer.status_code == 422
    errors = {"form": answer.context["form"].errors, "sizes": any(answer.context["sizes"].errors)}
    assert [name for name, found in errors.items() if found] == [where]


def test_a_product_is_changed_and_a_size_no_longer_sold(client, coop, manager):
    variant = make_variant(coop, price=145_000)
    second = make_variant(coop, product=variant.product, price=270_000, name="1 lít")
    url = f"/an-thu/products/{variant.product_id}/"
    page = client.as_(manager).get(url).content.decode()
    assert 'value="145.000"' in page
    answer = client.post(
        url,
        {
            "name": "Mật khác",
            **sizes(
                {"id": variant.pk, "name": "500 ml", "unit": "chai", "price": "150.000"},
                {"id": second.pk, "name": "1 lít", "unit": "chai", "price": "270.000", "dropped": "on"},
                initial=2,
            ),
        },
    )
    assert answer.status_code == 302
    assert [(row.price, bool(row.archived_at)) for row in Variant.objects.of(coop).order_by("price")] == [
        (150_000, False),
        (270_000, True),
    ]
    assert Product.objects.of(coop).get().name == "Mật khác"


def test_a_product_is_put_away_with_an_undo(client, coop, manager):
    product = make_variant(coop).product
    answer = client.as_(manager).post(f"/an-thu/products/{product.pk}/archive/", follow=True)
    assert f"/an-thu/products/{product.pk}/return/" in answer.content.decode()
    client.post(f"/an-thu/products/{product.pk}/return/")
    product.refresh_from_db()
    assert product.archived_at is None


@pytest.mark.parametrize("count", [1, 30])
def test_the_product_list_asks_as_often_for_many_as_for_one(client, coop, manager, count):
    for _ in range(count):
        make_variant(coop, stock=3)
    client.as_(manager)
    with assert_queries(WHO + 5):
        answer = client.as_(manager).get("/an-thu/products/")
    assert answer.content.decode().count('<li class="card">') == count


def test_products_are_found_without_marks_and_by_category(client, coop, manager):
    honey = make_product(coop, "Mật ong hoa cà phê", category="Mật ong")
    make_product(coop, "Phấn hoa")
    client.as_(manager)
    assert list(client.get("/an-thu/products/?q=mat ong").context["page"]) == [honey]
    assert list(client.get("/an-thu/products/?category=Mật ong").context["page"]) == [honey]
    assert list(client.get("/an-thu/products/?away=1").context["page"]) == []
    assert client.get("/an-thu/products/?page=99&q=%00").status_code == 200


@pytest.mark.parametrize("count", [1, 40])
def test_the_stock_list_asks_as_often_for_many_as_for_one(client, coop, manager, count):
    for _ in range(count):
        make_variant(coop, stock=3)
    client.as_(manager)
    with assert_queries(WHO + 2):
        client.as_(manager).get("/an-thu/stock/")


def test_receiving_is_said_and_in_the_ledger(client, coop, manager):
    variant = make_variant(coop)
    url = f"/an-thu/stock/{variant.pk}/"
    answer = client.as_(manager).post(f"{url}receipts/", {"qty": "12", "reason": "Lô 3"}, follow=True)
    assert "Lô 3" in answer.content.decode()
    assert Stock.objects.of(coop).get().on_hand == 12
    client.as_(manager)
    with assert_queries(WHO + 5):
        client.get(url)


def hidden(page, name, at=0):
    return re.findall(rf'name="{name}" value="(\d+)"', page)[at]


def test_two_taps_on_receive_count_once_and_the_second_is_told(client, coop, manager):
    variant = make_variant(coop, stock=5)
    url = f"/an-thu/stock/{variant.pk}/"
    form = {"qty": "12", "last": hidden(client.as_(manager).get(url).content.decode(), "last")}
    assert client.post(f"{url}receipts/", form).status_code == 302
    with assert_nothing_happened():
        again = client.post(f"{url}receipts/", form)
    assert again.status_code == 422
    page = again.content.decode()
    assert "Vừa có người nhập hoặc đếm" in page
    assert client.post(f"{url}receipts/", {"qty": "12", "last": hidden(page, "last")}).status_code == 302
    assert Stock.objects.of(coop).get().on_hand == 29


@pytest.mark.parametrize("below", ["", "1"])
def test_two_taps_on_a_count_count_once(client, coop, manager, below):
    variant = make_variant(coop, stock=10)
    url = f"/an-thu/stock/{variant.pk}/"
    page = client.as_(manager).get(url).content.decode()
    form = {"seen": "10", "counted": "8", "reason": "vỡ", "last": hidden(page, "last", 1), "below": below}
    assert client.post(f"{url}counts/", form).status_code == 302
    with assert_nothing_happened():
        again = client.post(f"{url}counts/", form)
    assert again.status_code == 422
    assert hidden(again.content.decode(), "seen") == "8"


@pytest.mark.parametrize("qty", ["", "0", "-3", "1,5", "nhiều", "99999999"])
def test_what_is_no_number_of_pieces_is_refused(client, coop, manager, qty):
    variant = make_variant(coop, stock=5)
    with assert_nothing_happened():
        answer = client.as_(manager).post(f"/an-thu/stock/{variant.pk}/receipts/", {"qty": qty})
    assert answer.status_code == 422


def test_a_count_changes_by_the_difference_to_what_was_seen(client, coop, manager):
    variant = make_variant(coop, stock=10)
    form = {"seen": "10", "counted": "8", "reason": "vỡ"}
    client.as_(manager).post(f"/an-thu/stock/{variant.pk}/counts/", form)
    assert Stock.objects.of(coop).get().on_hand == 8


def test_a_count_below_what_is_promised_is_refused_and_offers_the_way(client, coop, manager):
    variant = make_variant(coop, stock=10)
    make_session(coop, [(variant, 8)], open=True, title="Phiên tối nay")
    with assert_nothing_happened():
        answer = client.as_(manager).post(
            f"/an-thu/stock/{variant.pk}/counts/", {"seen": "10", "counted": "5", "reason": "vỡ"}
        )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Phiên tối nay" in page
    assert 'name="below"' in page


def test_below_promised_on_purpose_asks_the_lives(client, coop, manager, monkeypatch):
    from phien.live import actions as live

    variant = make_variant(coop, stock=10)
    make_session(coop, [(variant, 8)], open=True)
    asked = []
    monkeypatch.setattr(live, "adjust_below_reserved", lambda **given: asked.append(given) or given["qty"])
    form = {"seen": "10", "counted": "5", "reason": "vỡ", "below": "1"}
    answer = client.as_(manager).post(f"/an-thu/stock/{variant.pk}/counts/", form)
    assert answer.status_code == 302
    assert [(given["variant_id"], given["qty"], given["reason"]) for given in asked] == [
        (variant.pk, 3, "vỡ")
    ]
    assert Stock.objects.of(coop).get().on_hand == 8  # two were free; the desks take the three


def test_a_packer_receives_but_does_not_count(client, coop):
    variant = make_variant(coop, stock=10)
    client.as_(make_person(coop, "packer"))
    assert "counts/" not in client.get(f"/an-thu/stock/{variant.pk}/").content.decode()
    with assert_nothing_happened():
        answer = client.post(f"/an-thu/stock/{variant.pk}/counts/", {"seen": "10", "counted": "8"})
    assert answer.status_code == 403
    assert client.post(f"/an-thu/stock/{variant.pk}/receipts/", {"qty": "2"}).status_code == 302


def test_the_ledger_shows_the_running_balance(client, coop, manager):
    variant = make_variant(coop)
    url = f"/an-thu/stock/{variant.pk}/"
    for qty in (5, 7):
        client.as_(manager).post(f"{url}receipts/", {"qty": qty})
    balances = re.findall(r"→ <b>(\d+)</b>", client.get(url).content.decode())
    assert balances == ["12", "5"]
