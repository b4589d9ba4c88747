"""Certificates: entered, renewed, put away and taken back."""

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.catalog import errors
from phien.catalog.models import Certificate
from phien.plumbing.middleware import refusal_sentence
from phien.testing.factories import make_product
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3


def form(**given):
    return {"name": "OCOP 4 sao", "number": "12/QĐ", "issued_by": "", "valid_until": "2030-05-06", **given}


def test_a_certificate_is_entered_for_its_products(client, coop, manager):
    honey = make_product(coop, name="Mật ong thử")
    answer = client.as_(manager).post("/an-thu/certificates/new/", form(products=[honey.pk]))
    assert answer.url == "/an-thu/certificates/"
    paper = Certificate.objects.of(coop).get()
    assert (str(paper.valid_until), list(paper.products.all())) == ("2030-05-06", [honey])
    page = client.get("/an-thu/certificates/").content.decode()
    assert "đến 6/5/2030" in page
    assert "Mật ong thử" in page
    client.post(f"/an-thu/certificates/{paper.pk}/", form(valid_until="2031-05-06"))
    paper.refresh_from_db()
    assert (str(paper.valid_until), paper.products.count()) == ("2031-05-06", 0)
    assert [entry.kind for entry in Entry.objects.of(coop).order_by("id")] == [
        "certificate.added",
        "certificate.changed",
    ]
    assert (
        "Thêm giấy chứng nhận: OCOP 4 sao, hạn 6/5/2030" in client.get("/an-thu/activity/").content.decode()
    )


def test_what_is_put_away_can_be_taken_back(client, coop, manager):
    paper = Certificate.every_coop.create(coop=coop, name="VietGAP")
    page = client.as_(manager).post(f"/an-thu/certificates/{paper.pk}/archive/", follow=True)
    undo = f"/an-thu/certificates/{paper.pk}/return/"
    assert undo in page.content.decode()
    assert "Chưa có giấy chứng nhận nào" in page.content.decode()
    client.post(undo)
    assert Certificate.objects.of(coop).get().archived_at is None


@pytest.mark.parametrize("wrong", [{"name": ""}, {"valid_until": "31/2"}, {"products": ["9"]}])
def test_a_form_that_cannot_be_changes_nothing(client, coop, manager, wrong):
    with assert_nothing_happened():
        assert client.as_(manager).post("/an-thu/certificates/new/", form(**wrong)).status_code == 422


def test_products_of_another_cooperative_cannot_be_named(client, coop, manager, other_coop):
    foreign = make_product(other_coop)
    with assert_nothing_happened():
        answer = client.as_(manager).post("/an-thu/certificates/new/", form(products=[foreign.pk]))
    assert answer.status_code == 422


def test_the_list_asks_as_often_for_many_as_for_one(client, coop, manager):
    client.as_(manager)
    for more in (3, 297):
        Certificate.every_coop.bulk_create(
            [
                Certificate(coop=coop, name=f"Giấy thử {n}", valid_until=timezone.localdate())
                for n in range(more)
            ]
        )
        with assert_queries(WHO + 3):
            client.get("/an-thu/certificates/")


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Ghi tên giấy"), ("en", "Write what the paper is called"), ("hi", "काग़ज़ का नाम लिखें")],
)
def test_a_paper_without_a_name_is_asked_for_it(language, said):
    from django.utils import translation

    with translation.override(language):
        assert refusal_sentence(errors.NoCertificateName()).startswith(said)
