"""The pages of brought files ask the database as often for many rows as for few."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from phien.sheets.models import Sheet
from phien.testing.watching import assert_queries

pytestmark = pytest.mark.django_db
URL = "/an-thu/products/imports/"


def test_past_files_preview_and_undo_ask_as_often_for_300_rows_as_for_3(client, coop, manager):
    client.as_(manager)
    for rows in (3, 300):
        text = "Tên hàng;ĐVT;Giá\n" + "".join(f"Hàng {rows}-{n};hũ;90k\n" for n in range(rows))
        sent = SimpleUploadedFile("hang.csv", text.encode())
        page = client.post(URL, {"file": sent}, follow=True)
        here = page.request["PATH_INFO"]
        with assert_queries(6):  # sign-in 3, sheet, count, rows
            assert client.get(here).status_code == 200
        client.post(f"{here}confirmation/")
        client.post(f"{here}undo/")
        with assert_queries(6):
            assert client.get(here).context["sheet"].state == "undone"
        Sheet.every_coop.bulk_create(
            Sheet(coop=coop, person=manager, name=f"{n}.csv", size=1, state="refused") for n in range(rows)
        )
        with assert_queries(5):  # sign-in 3, count, files
            assert client.get(URL).content.decode().count('class="card reach"') == min(rows + 1, 20)
