"""The hands of a person who never saw the product: presses only what is on the page in front of them."""

import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.conftest import ROOT

PICTURES = ROOT / "docs/pictures/first-sale"
HIDE = "document.querySelectorAll('.site-foot').forEach(it => it.style.visibility = 'hidden')"
RENEW = bool(os.environ.get("PHIEN_PICTURES"))
A_PRESS, A_CHARACTER, A_PAGE = 2.0, 0.7, 5.0  # seconds of a slow thumb; of reading a page never seen before


@dataclass
class Hands:
    """Counts what was pressed, typed and read by one person; nothing here goes to an address by itself."""

    page: Page
    presses: int = 0
    characters: int = 0
    pages: set[str] = field(default_factory=set)

    @property
    def seconds(self) -> float:
        """How long it takes by hand."""
        return self.presses * A_PRESS + self.characters * A_CHARACTER + len(self.pages) * A_PAGE

    def open(self, link: str) -> None:
        """A link that somebody sent or printed: the only way in that is no press."""
        self.page.goto(link)
        self._read()

    def press(self, words: str, *, within: str = "body") -> None:
        """The button or link with these words, which must be there to be seen."""
        at = self.page.locator(within)
        wanted = re.compile(rf"^\s*{re.escape(words)}(\s|$)")
        for role in ("button", "link"):
            for thing in at.get_by_role(role, name=wanted).all():
                if thing.is_visible():
                    return self._press(thing)
        return self._press(at.get_by_text(words, exact=True).locator("visible=true").first)

    def find(self, words: str) -> Locator:
        """Where these words stand on the page."""
        place = self.page.get_by_text(words).locator("visible=true").first
        expect(place).to_be_visible()
        return place

    def tick(self, box: str) -> None:
        """A box or a choice, by its words: what a thumb finds."""
        self.presses += 1
        self.page.locator(box).locator("xpath=ancestor::label[1]").click()
        expect(self.page.locator(box)).to_be_checked()

    def fill(self, **words: str) -> None:
        """Fields by name; what a list offers is chosen."""
        for name, text in words.items():
            place = self.page.locator(f"[name={name}]").locator("visible=true").first
            self.presses += 1
            if place.evaluate("it => it.tagName") == "SELECT":
                self.presses += 1
                place.select_option(text)
            else:
                place.fill(text)
                self.characters += len(text)

    def picture(self, name: str, *, top: str = "body") -> None:
        """The screen as it is now, kept where PHIEN_PICTURES is set; scrolled to `top`."""
        if not RENEW:
            return
        for cross in self.page.locator(".toast [data-toast-close]").all():
            cross.click()
        self.page.locator(top).first.evaluate("it => it.scrollIntoView({block: 'start'})")
        self.page.evaluate(HIDE)  # names of languages, in scripts for which this machine may have no letters
        shown = Image.open(io.BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")
        PICTURES.mkdir(parents=True, exist_ok=True)
        file = Path(PICTURES / f"{name}.png")
        shown.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            file, optimize=True
        )

    def _press(self, thing: Locator) -> None:
        self.presses += 1
        thing.click()
        self.page.wait_for_load_state()
        self._read()

    def _read(self) -> None:
        self.pages.add(self.page.url.partition("?")[0])
