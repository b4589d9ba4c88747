"""Making, changing and putting away products."""

import io
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from phien.activity.models import Entry
from phien.catalog import actions, queries
from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.errors import NoName, NotAPicture, NoUnit, NoVariant, PictureTooBig, UnknownProduct
from phien.catalog.models import Variant
from phien.testing.factories import make_product, make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FACTS = ProductFacts(name="Mật ong hoa cà phê", category="Mật ong")
HALF = VariantFacts(unit="chai", price=145_000, name="500 ml")
WHOLE = VariantFacts(unit="chai", price=270_000, name="1 lít")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo(size=(3000, 2000), form="JPEG", mode="RGB"):
    out = io.BytesIO()
    picture = Image.new(mode, size, "orange" if mode == "RGB" else None)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Máy ảnh thử"  # turned by 90°, and who made the camera
    picture.save(out, form, exif=exif)
    return out.getvalue()


def kept(product):
    with Image.open(product.picture.path) as picture:
        return picture.format, picture.size, dict(picture.getexif())


def add(coop, **given):
    return actions.add_product(
        **{"coop": coop, "facts": FACTS, "variants": [HALF, WHOLE], "at": NOW, "by": None, **given}
    )


def sizes(coop, product):
    return [(row.name, row.price) for row in queries.product(coop=coop, product_id=product.pk).sizes]


def test_a_product_comes_with_its_sizes(coop, manager):
    product = add(coop, by=manager)
    assert sizes(coop, product) == [("500 ml", 145_000), ("1 lít", 270_000)]
    entry = Entry.objects.of(coop).get()
    assert (entry.kind, entry.subject, entry.subject_id, entry.person) == (
        "product.added",
        "product",
        product.pk,
        manager,
    )


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"facts": ProductFacts(name=" ")}, NoName),
        ({"variants": []}, NoVariant),
        ({"variants": [VariantFacts(unit=" ", price=1_000)]}, NoUnit),
        ({"picture": b"not a picture"}, NotAPicture),
        ({"picture": b"x" * (8 * 1024 * 1024 + 1)}, PictureTooBig),
    ],
)
def test_what_is_incomplete_is_refused_and_nothing_happens(coop, given, refusal):
    with pytest.raises(refusal), assert_nothing_happened():
        add(coop, **given)


def test_a_photo_becomes_small_upright_and_says_nothing_of_its_maker(coop):
    product = add(coop, picture=photo())
    assert kept(product) == ("WEBP", (800, 1200), {})
    assert product.picture.size < 100_000
    assert product.picture.name.startswith(f"products/{coop.pk}/")


@pytest.mark.parametrize(("form", "mode"), [("PNG", "P"), ("PNG", "L"), ("WEBP", "RGBA")])
def test_other_kinds_of_pictures_are_read_too(coop, form, mode):
    assert kept(add(coop, picture=photo((40, 30), form, mode))) == ("WEBP", (30, 40), {})


def test_a_picture_with_too_many_pixels_is_refused(coop):
    out = io.BytesIO()
    Image.new("1", (20_000, 3_000)).save(out, "PNG")
    with pytest.raises(PictureTooBig), assert_nothing_happened():
        add(coop, picture=out.getvalue())


def test_a_change_keeps_adds_and_archives_sizes(coop, manager):
    product = add(coop)
    half, whole = Variant.objects.of(coop).order_by("price")
    actions.change_product(
        coop=coop,
        product_id=product.pk,
        facts=ProductFacts(name="Mật ong cà phê"),
        variants=[
            VariantFacts(unit="chai", price=150_000, name="500 ml", id=half.pk),
            VariantFacts(unit="chai", price=0, id=whole.pk, dropped=True),
            VariantFacts(unit="hũ", price=90_000, name="300 g"),
        ],
        by=manager,
        at=NOW,
    )
    assert sizes(coop, product) == [("300 g", 90_000), ("500 ml", 150_000)]
    whole.refresh_from_db()
    assert (whole.price, whole.archived_at) == (270_000, NOW)
    facts = Entry.objects.of(coop).latest("id").facts
    assert facts == {
        "name": "Mật ong cà phê",
        "changed": ["name", "category"],
        "prices": [["500 ml", 145_000, 150_000]],
    }


def test_a_size_of_another_product_cannot_be_taken(coop, other_coop, manager):
    product, foreign = add(coop), make_variant(other_coop, price=10_000)
    actions.change_product(
        coop=coop, product_id=product.pk, facts=FACTS, by=manager, at=NOW,
        variants=[HALF, VariantFacts(unit="chai", price=1_000, id=foreign.pk)],
    )  # fmt: skip
    foreign.refresh_from_db()
    assert foreign.price == 10_000


def test_the_old_picture_goes_when_a_new_one_is_committed(coop, manager, django_capture_on_commit_callbacks):
    product = add(coop, picture=photo((40, 30)))
    old = product.picture.path
    with django_capture_on_commit_callbacks(execute=True):
        product = actions.change_product(
            coop=coop, product_id=product.pk, facts=FACTS, variants=[HALF], by=manager, at=NOW,
            picture=photo((30, 40)),
        )  # fmt: skip
    assert kept(product)[1] == (40, 30)
    assert not Path(old).exists()


def test_a_product_is_put_away_and_taken_back(coop, manager):
    product = add(coop)
    actions.archive_product(coop=coop, product_id=product.pk, by=manager, at=NOW)
    assert list(queries.products(coop=coop)) == []
    assert list(queries.products(coop=coop, archived=True)) == [product]
    assert list(queries.variants(coop=coop)) == []
    actions.restore_product(coop=coop, product_id=product.pk, by=manager, at=NOW)
    assert list(queries.products(coop=coop)) == [product]


def test_another_cooperatives_product_is_not_there(coop, other_coop, manager):
    foreign = make_product(other_coop)
    for act in (actions.archive_product, actions.restore_product):
        with pytest.raises(UnknownProduct), assert_nothing_happened():
            act(coop=coop, product_id=foreign.pk, by=manager, at=NOW)
    assert queries.product(coop=coop, product_id=foreign.pk) is None


def test_search_needs_no_marks_and_every_word(coop):
    product = add(coop)
    make_variant(coop, product=make_product(coop, "Phấn hoa"))
    assert list(queries.products(coop=coop, search="ca phe MAT")) == [product]
    assert list(queries.products(coop=coop, search="mat phan")) == []
    assert list(queries.products(coop=coop, category="Mật ong")) == [product]
    assert queries.categories(coop=coop) == ["Mật ong"]
