"""Somebody invited comes in by the link, adds a passkey and signs in with it, without a password."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NewPage, Site

pytestmark = pytest.mark.journey
PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_from_the_link_to_signing_in_with_a_passkey(
    site: Site,
    sign_in: Callable[..., Page],
    new_page: NewPage,
    size: tuple[int, int],
    accessible: Callable[[Page], None],
) -> None:
    manager, login = sign_in("manager", "an-toan"), f"moi.{size[0]}"
    manager.goto(f"{site.url}/an-toan/people/new/")
    manager.fill("[name=name]", "Người được mời")
    manager.check("[value=packer]")
    manager.click("main button.go")
    link = manager.inner_text("main code").strip()
    accessible(manager)

    phone = new_page()
    phone.goto(link)
    accessible(phone)
    for name, value in {"login": login, "password": "gao nep thom 7", "again": "gao nep thom 7"}.items():
        phone.fill(f"[name={name}]", value)
    phone.click("main button.go")
    phone.wait_for_url("**/an-toan/")

    session = phone.context.new_cdp_session(phone)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    phone.goto(f"{site.url}/accounts/2fa/webauthn/add/")
    phone.fill("[name=password]", "gao nep thom 7")  # before a sign-in is changed
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#mfa_webauthn_add")
    accessible(phone)
    phone.click("#mfa_webauthn_add")
    phone.wait_for_selector("pre.codes")
    accessible(phone)

    phone.context.clear_cookies()
    phone.goto(f"{site.url}/accounts/login/")
    phone.click("#passkey_login")
    phone.wait_for_url("**/an-toan/")
    phone.goto(f"{site.url}/accounts/devices/")
    assert "Chrome trên Linux" in phone.inner_text("main")
    accessible(phone)
