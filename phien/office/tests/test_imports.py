"""Goods from a table on the screen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from phien.testing.factories import make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
URL = "/an-thu/products/imports/"


def send(client, text, name="hang.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, text.encode())}, follow=True)


def test_a_newcomer_finds_the_import_saves_and_takes_it_back(client, coop, manager):
    empty = client.as_(manager).get("/an-thu/products/").content.decode()
    assert empty.count(f'href="{URL}"') == 2
    page = send(client, "Tên hàng;ĐVT;Giá\nPhấn hoa;hũ;90k\n")
    assert "Phấn hoa" in page.content.decode()
    here = page.request["PATH_INFO"]
    page = client.post(f"{here}confirmation/", follow=True).content.decode()
    assert f'action="{here}undo/"' in page
    assert "Phấn hoa" in client.get("/an-thu/products/").content.decode()
    client.post(f"{here}undo/")
    assert "Phấn hoa" not in client.get("/an-thu/products/").content.decode()
    assert client.get(f"{here}file/").content.decode().startswith("Tên hàng;")


def test_a_bad_cell_is_shown_with_row_column_and_reason(client, coop, manager):
    page = send(client.as_(manager), "Tên hàng;ĐVT;Giá bán\nPhấn hoa;hũ;hỏi chủ\n").content.decode()
    assert "Giá bán" in page
    assert "<q>hỏi chủ</q>" in page
    assert "confirmation/" not in page


def test_no_file_is_refused_on_the_page(client, coop, manager):
    with assert_nothing_happened():
        assert client.as_(manager).post(URL, {}).status_code == 422


@pytest.mark.parametrize("name", ["template", "export"])
def test_what_is_taken_out_may_come_back(client, coop, manager, name):
    make_variant(coop)
    files = []
    for kind in ("xlsx", "csv"):
        answer = client.as_(manager).get(f"/an-thu/products/{name}.{kind}")
        content = b"".join(answer.streaming_content)
        files.append(answer)
        page = client.post(URL, {"file": SimpleUploadedFile(f"a.{kind}", content)}, follow=True)
        assert page.context["sheet"].problem == ("no_rows" if name == "template" else "")
        assert page.context["sheet"].bad == 0
    for answer in files:
        answer.close()
