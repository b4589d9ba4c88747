"""The keeper teaches the reader a word: what changes, read again, forgotten; and the next live knows it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
COOP = "mat-ong-phuong-di"


def says(site: Site, folder: Path, session: int, *said: tuple[str, str]) -> None:
    """These (author, text) are written in the live."""
    rows = [
        {"id": f"t{number}", "author": author, "text": text, "pinned": None}
        for number, (author, text) in enumerate(said)
    ]
    path = folder / "said.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    site.phien("replay", str(path), "--session", str(session), "--speed", "2000")


def test_a_word_is_taught_read_again_and_forgotten(
    site: Site,
    sign_in: Callable[..., Page],
    accessible: Callable[[Page], None],
    size: tuple[int, int],
    tmp_path: Path,
) -> None:
    words = "ghè lùn" if size[0] < 500 else "đùng xịch"  # taught words outlive the live
    session = site.new_session(stock=500)
    says(
        site,
        tmp_path,
        session,
        ("u44", f"lấy 2 {words}"),
        ("u18", f"lấy 1 {words} nha"),
        ("u31", f"chốt A4 1 hũ với {words}"),
        ("u52", f"{words} còn không shop"),
    )
    page = sign_in("keeper")
    page.goto(f"{site.url}/{COOP}/sessions/{session}/studio/")
    expect(page.locator("[data-part=review] .count")).to_have_text("2")
    page.get_by_role("link", name="Dạy máy đọc").click()

    expect(page.locator(".pick input:checked + span")).to_have_text(words.split())
    page.select_option("select[name=code]", "A3")
    expect(page.locator(".lesson-seen .n")).to_have_text("3")
    expect(page.locator("#tried")).to_contain_text("A3 ×1 · 160.000 ₫")
    expect(page.locator("#tried")).to_contain_text("A4 ×1, A3 ×1 · 280.000 ₫")
    expect(page.locator("#tried")).to_contain_text("hỏi về A3, không chốt")
    accessible(page)
    page.locator(".pick").nth(1).click()  # without the first of them, "lấy" is no neighbour of the other
    page.locator(".pick").nth(0).click()
    expect(page.get_by_role("alert")).to_contain_text("đứng liền nhau")
    page.locator(".pick").nth(0).click()
    page.locator(".pick").nth(1).click()
    expect(page.locator(".lesson-seen .n")).to_have_text("3")
    page.get_by_role("button", name="Nhớ và đọc lại").click()

    expect(page.locator(".toast")).to_contain_text(f"Đã nhớ “{words}” là A3")
    expect(page.locator(".read-again li")).to_have_count(2)
    expect(page.locator(".read-again")).to_contain_text("chốt 320.000 ₫")
    assert len(site.orders_of(session)) == 3
    page.get_by_role("button", name="Thêm A3 ×1").click()
    expect(page.locator(".toast").last).to_contain_text("Đã thêm: A3 ×1")
    assert len(site.orders_of(session)) == 3, "to the order that was there"
    accessible(page)

    page.get_by_role("button", name=f"Quên “{words}”").click()
    expect(page.locator(".toast").last).to_contain_text("Đơn đã lên giữ nguyên")
    expect(page.get_by_role("button", name=f"Quên “{words}”")).to_have_count(0)
    page.locator(".toast").last.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".taught").first).to_contain_text(words)

    following = site.new_session(stock=500)
    says(site, tmp_path, following, ("u70", f"lấy 2 {words} nha"))
    assert len(site.orders_of(following)) == 1, "the next live knows it"
    site.check()


def test_a_word_is_taught_without_javascript(
    site: Site, sign_in: Callable[..., Page], size: tuple[int, int], tmp_path: Path
) -> None:
    words = "cọc cạch" if size[0] < 500 else "lủng lẳng"
    session = site.new_session(stock=500)
    says(site, tmp_path, session, ("u44", f"lấy 2 {words}"), ("u18", f"lấy 1 {words}"))
    page = sign_in("keeper", javascript=False)
    page.goto(f"{site.url}/{COOP}/sessions/{session}/studio/")
    page.get_by_role("link", name="Dạy máy đọc").click()
    page.get_by_role("button", name="Nhớ và đọc lại").click()
    expect(page.get_by_role("alert")).to_have_text("Chọn món trước nha.")
    page.select_option("select[name=code]", "A5")
    page.get_by_role("button", name="Coi câu nào đổi").click()
    expect(page.locator(".lesson-seen .n")).to_have_text("1")
    page.get_by_role("button", name="Nhớ và đọc lại").click()
    expect(page.locator(".read-again li")).to_have_count(2)
    page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".toast")).to_contain_text("Đã quên")
    assert len(site.orders_of(session)) == 2
    page.get_by_role("button", name="Để chờ lại").first.click()
    expect(page.locator(".read-again li")).to_have_count(1)
    site.check()
