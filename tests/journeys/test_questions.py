"""Several ask the same in their own words: the host answers once, and sees who asks again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
ASKED = (
    "mật này có bị đóng đường k z shop",
    "Mật có đóng đường không ạ",
    "mat ong co dong duong ko",
    "phí ship Hà Nội sao shop",
)


@pytest.fixture
def say(site: Site, tmp_path: Path) -> Callable[..., None]:
    """Comments of as many people, one after the other, in a session."""
    numbers = iter(range(1_000))

    def write(session: int, *texts: str, author: str = "") -> None:
        rows = [
            {"id": f"q{number}", "author": author or f"khach-{number}", "text": text}
            for text, number in zip(texts, numbers, strict=False)
        ]
        file = tmp_path / f"{next(numbers)}.jsonl"
        file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        site.phien("replay", str(file), "--session", str(session), "--speed", "2000")

    return write


def test_the_host_answers_once_for_all_who_ask(
    site: Site, sign_in: Callable[..., Page], accessible: Callable[[Page], None], say: Callable[..., None]
) -> None:
    session = site.new_session(stock=50)
    page = sign_in("host")
    page.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/studio/")
    part = page.locator("[data-part=say]")
    say(session, *ASKED)
    expect(part.locator(".say")).to_contain_text("Nói tiếp, 3 người đang hỏi:")
    expect(part.locator(".say b")).to_have_text("Mật có đóng đường không?")
    accessible(page)

    part.locator(".say").get_by_role("button", name="Đã nói").click()
    expect(page.locator(".toast").last).to_contain_text("Đã ghi")
    expect(part).not_to_contain_text("3 người")
    page.locator(".toast").get_by_role("button", name="Hoàn tác").last.click()
    expect(part.locator(".say")).to_contain_text("Nói tiếp, 3 người đang hỏi:")

    part.locator(".say").get_by_role("button", name="Đã nói").click()
    expect(part.locator(".say")).not_to_contain_text("3 người")
    say(session, "mật ong có bị đóng đường không shop")
    expect(part.locator("summary")).to_contain_text("1 người hỏi lại")
    part.locator("summary").click()
    again = part.locator("li", has_text="đóng đường")
    expect(again).to_contain_text("đã nói 1 phút trước, 1 người hỏi lại")
    accessible(page)

    again.get_by_role("button").click()
    expect(part.locator(".say")).to_contain_text("Nói tiếp, 4 người đang hỏi:")
    expect(part.locator("details")).to_have_attribute("open", "")  # stays open under the finger

    say(session, "Dạ mật thật thì có đóng đường nha cả nhà", author="host")
    expect(part.locator(".say")).not_to_contain_text("4 người")
    expect(part.locator("summary")).to_be_visible()
    site.check()


def test_the_host_answers_without_javascript(
    site: Site, sign_in: Callable[..., Page], say: Callable[..., None]
) -> None:
    session = site.new_session(stock=50)
    say(session, *ASKED)
    page = sign_in("host", javascript=False)
    page.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/studio/")
    page.locator(".say").get_by_role("button", name="Đã nói").click()
    expect(page.locator("[data-part=say]")).not_to_contain_text("3 người")
    page.locator("[data-part=say] summary").click()
    page.locator("[data-part=say] li", has_text="đóng đường").get_by_role("button").click()
    expect(page.locator(".say")).to_contain_text("Nói tiếp, 3 người đang hỏi:")
