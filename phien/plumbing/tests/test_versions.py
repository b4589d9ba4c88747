"""Static addresses change with what is in the file."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client


def test_an_address_carries_the_digest_of_its_file() -> None:
    found = finders.find("plumbing/vendor/htmx.min.js")
    assert isinstance(found, str)
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]
    assert static("plumbing/vendor/htmx.min.js") == f"/static/plumbing/vendor/htmx.min.js?v={digest}"


def test_a_file_that_is_not_there_has_a_plain_address() -> None:
    assert static("nowhere.css") == "/static/nowhere.css"


def test_a_folder_has_a_plain_address() -> None:
    assert static("plumbing/fonts/") == "/static/plumbing/fonts/"


@pytest.mark.django_db  # a request closes old connections, and an earlier test may have left one
def test_scripts_are_asked_for_again_and_sheets_kept_for_a_month(client: Client) -> None:
    script = client.get("/static/plumbing/vendor/htmx.min.js")
    sheet = client.get("/static/plumbing/pictures/empty-shelf.svg")
    assert script.headers["Cache-Control"] == "no-cache"
    assert sheet.headers["Cache-Control"] == "max-age=2592000, public"
    for answer in (script, sheet):
        answer.close()
