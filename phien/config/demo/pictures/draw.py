"""Draw the demo's goods: `python -m phien.config.demo.pictures.draw [--check]` writes one SVG a product.

Silhouette × colours × mark × words. Words are outlines (letters.json), since a picture in an <img>
has no web fonts. The drawn files are committed; --check (and a test) says whether they are fresh.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from phien.config.demo.pictures import empties, marks, shapes
from phien.config.demo.pictures.shapes import HONEY, INK, LINEN, MADDER, PAPER, Body

HERE = Path(__file__).parent
EMPTIES = HERE.parents[2] / "plumbing" / "static" / "plumbing" / "pictures"
SHELF = HERE.parents[2] / "catalog" / "static" / "catalog" / "goods"
Shape = Callable[[str, str, str, str], Body]
Mark = Callable[[float, float], str]


@dataclass(frozen=True)
class Good:
    """One product: its file name is <coop>-<code>, its title is what a screen reader says."""

    code: str
    title: str
    shape: Shape
    colours: tuple[str, str, str]
    words: tuple[str, ...] = ()
    mark: Mark | None = None
    brand: str = ""
    beside: tuple[str, ...] = ()


AMBER = ("#7E4300", "#DA8B00", "#FFC44D")
CASHEW = ("#642C00", "#BE640F", "#F0A04B")
POLLEN = ("#A87000", "#F0B63A", "#FFE29A")
GREEN, GINGER = ("#1F4A33", "#2C6A49", "#3F8560"), ("#7D4310", "#B9691B", "#D38A3C")
SAGE, MOSS = ("#A9B896", "#DCE6D2", "#F6FAEF"), ("#8FA282", "#C6D5B9", "#EEF5E6")
CREAM, SAND = ("#B5A587", "#E4D9C3", "#FBF5E8"), ("#A79371", "#D8C9AA", "#F5ECD9")
KRAFT, TAN, ROAST = (
    ("#83592F", "#B98A55", "#DDB683"),
    ("#93693A", "#C79A60", "#E8C591"),
    ("#4E2F18", "#8A5831", "#B98456"),
)
COFFEE_FLOWER, CASHEW_FLOWER = marks.flower("#fff"), marks.flower("#F6B5C0")
PEPPER, RED_PEPPER, SIM = marks.berries("#24222B"), marks.berries(MADDER), marks.berries("#5B2470")
SEED, BEANS = marks.berries("#E0A21A"), marks.bean("#5A3214")

GOODS = (
    Good(
        "honey-A1",
        "Mật ong hoa cà phê 500 ml",
        shapes.bottle,
        AMBER,
        ("Mật ong", "hoa cà phê"),
        COFFEE_FLOWER,
    ),
    Good(
        "honey-A2",
        "Mật ong hoa cà phê 1 lít",
        shapes.jar,
        AMBER,
        ("Mật ong", "hoa cà phê", "1 lít"),
        COFFEE_FLOWER,
    ),
    Good(
        "honey-A3", "Mật ong hoa điều 500 ml", shapes.bottle, CASHEW, ("Mật ong", "hoa điều"), CASHEW_FLOWER
    ),
    Good("honey-A4", "Phấn hoa ong 200 g", shapes.jar, POLLEN, ("Phấn hoa", "200 g"), SEED),
    Good("honey-A5", "Nến sáp ong", shapes.candle, POLLEN),
    Good(
        "honey-A6",
        "Mật ong ngâm chanh đào 350 ml",
        shapes.jar,
        ("#A87000", "#EBAE33", "#FFE29A"),
        ("Mật ong", "chanh đào"),
        marks.slice_of("#E39B00", "#FFD75E"),
    ),
    Good("honey-A7", "Combo khoẻ", shapes.bottle, AMBER, beside=("honey-A1", "honey-A4")),
    Good("honey-A8", "Mật ong nguyên tổ 300 g", shapes.comb_piece, ("#7A4508", "#C98A2B", "#FFCB52")),
    Good(
        "herbal-B1",
        "Trà thảo mộc an thần hộp 20 túi lọc",
        shapes.box,
        GREEN,
        ("Trà", "an thần"),
        marks.leaf("#2E7A4B"),
    ),
    Good(
        "herbal-B2",
        "Trà gừng sả hộp 20 túi lọc",
        shapes.box,
        GINGER,
        ("Trà", "gừng sả"),
        marks.root("#C98A2B"),
    ),
    Good(
        "herbal-B3",
        "Bột ngâm chân thảo dược 500 g",
        shapes.pouch,
        SAGE,
        ("Ngâm chân", "500 g"),
        marks.feet,
        "ECOFARM",
    ),
    Good(
        "herbal-B4",
        "Bột ngâm chân thảo dược 1 kg",
        shapes.pouch,
        MOSS,
        ("Ngâm chân", "1 kg"),
        marks.feet,
        "ECOFARM",
    ),
    Good(
        "herbal-B5",
        "Xịt họng keo ong 30 ml",
        shapes.spray,
        ("#5E2F00", "#A85F08", "#EBA13C"),
        ("Xịt họng", "keo ong"),
        marks.drop("#C46A12"),
    ),
    Good(
        "herbal-B6",
        "Viên ngậm ho thảo dược hộp 24 viên",
        shapes.low_box,
        ("#5C0E20", "#96182F", "#B93A50"),
        ("Viên ngậm", "24 viên"),
        marks.leaf("#2E7A4B"),
    ),
    Good(
        "herbal-B7",
        "Dầu gội bồ kết 300 ml",
        shapes.pump,
        ("#1E120D", "#4C3126", "#8A6552"),
        ("Dầu gội", "bồ kết"),
        marks.pod("#4C3126"),
    ),
    Good(
        "herbal-B8", "Rượu sim 500 ml", shapes.bottle, ("#2E0F3D", "#6A2A80", "#A862BE"), ("Rượu sim",), SIM
    ),
    Good(
        "herbal-B9",
        "Dứa sấy dẻo 200 g",
        shapes.pouch,
        ("#BD9A33", "#F2DB86", "#FFF3C4"),
        ("Dứa", "sấy dẻo"),
        marks.pineapple,
    ),
    Good(
        "herbal-B10",
        "Set quà thảo mộc",
        shapes.gift,
        ("#8A6136", "#CB9C63", "#DDB683"),
        beside=("herbal-B1", "herbal-B3", "herbal-B5"),
    ),
    Good(
        "herbal-S1",
        "Chè dây Đá Cầm",
        shapes.box,
        ("#163F36", "#1F5C4E", "#33796A"),
        ("Chè dây", "Đá Cầm"),
        marks.vine("#1F5C4E"),
        "AN TOÀN",
    ),
    Good(
        "herbal-S2",
        "Bột ngâm chân Ecofarm, hộp quà",
        shapes.box,
        ("#6B7F57", "#A9BE93", "#CBDBBA"),
        ("Bột ngâm", "chân"),
        marks.feet,
        "ECOFARM",
    ),
    Good("coffee-C1", "Tiêu đen 250 g", shapes.pouch, CREAM, ("Tiêu đen", "250 g"), PEPPER, "LỆ CHÍ"),
    Good("coffee-C2", "Tiêu đen 500 g", shapes.pouch, SAND, ("Tiêu đen", "500 g"), PEPPER, "LỆ CHÍ"),
    Good(
        "coffee-C3",
        "Tiêu đỏ 100 g",
        shapes.jar,
        ("#4E0712", "#8F1524", "#C94A55"),
        ("Tiêu đỏ", "100 g"),
        RED_PEPPER,
        "LỆ CHÍ",
    ),
    Good(
        "coffee-C4",
        "Cà phê hạt rang mộc 500 g",
        shapes.pouch,
        KRAFT,
        ("Hạt rang mộc", "500 g"),
        BEANS,
        "ĐĂK YANG",
    ),
    Good(
        "coffee-C5",
        "Cà phê hạt rang mộc 1 kg",
        shapes.pouch,
        TAN,
        ("Hạt rang mộc", "1 kg"),
        BEANS,
        "ĐĂK YANG",
    ),
    Good("coffee-C6", "Cà phê bột 500 g", shapes.pouch, ROAST, ("Cà phê bột", "500 g"), BEANS, "ĐĂK YANG"),
    Good(
        "coffee-C7",
        "Cà phê phin giấy hộp 10 gói",
        shapes.box,
        ("#2B1A10", "#4B2E1C", "#6B4730"),
        ("Phin giấy", "10 gói"),
        BEANS,
        "ĐĂK YANG",
    ),
    Good(
        "coffee-C8",
        "Ớt bột 100 g",
        shapes.jar,
        ("#8A1408", "#CF341D", "#F0785F"),
        ("Ớt bột", "100 g"),
        marks.chili,
    ),
    Good("coffee-C9", "Combo bếp", shapes.pouch, CREAM, beside=("coffee-C1", "coffee-C8")),
)
BY_CODE = {good.code: good for good in GOODS}


@cache
def _letters() -> dict[str, tuple[int, str]]:
    kept: dict[str, tuple[int, str]] = json.loads((HERE / "letters.json").read_text(encoding="utf-8"))
    return kept


def written(words: str, x: float, y: float, size: float, width: float, colour: str = INK) -> str:
    """Return words as outlines, centred at x on the line y, smaller if wider than `width`.

    Raises KeyError for a letter that letters.json has not (see letters.py).
    """
    words = unicodedata.normalize("NFC", words)
    whole = sum(_letters()[letter][0] for letter in words)
    scale = min(size / 1000, width / whole)
    at, paths = x - whole * scale / 2, []
    for letter in words:
        advance, path = _letters()[letter]
        if path:
            paths.append(f'<path transform="translate({at:.2f} {y:g}) scale({scale:.5f})" d="{path}"/>')
        at += advance * scale
    return f'<g fill="{colour}">{"".join(paths)}</g>'


def hem(kind: str, x: float, y: float, width: float, height: float) -> str:
    """Return the woven band of a cooperative: diamonds (honey), steps (herbal), arrows (coffee)."""
    unit = height * 1.6
    count = max(2, round(width / unit))
    step, middle = width / count, y + height / 2
    edge = f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{INK}"/>'
    inside = []
    for place in range(count):
        left, half = x + place * step, step / 2
        red = MADDER if place % 2 == 0 else LINEN
        reach = height * 0.4
        if kind == "herbal":
            inside.append(
                f'<path d="M{left:.1f} {y + height:.1f}l{half:.1f}-{height * 0.85:.1f}'
                f'l{half:.1f} {height * 0.85:.1f}z" fill="{"#2E7A4B" if place % 2 == 0 else LINEN}"/>'
            )
        elif kind == "coffee":
            inside.append(
                f'<path d="M{left + step * 0.15:.1f} {middle - reach:.1f}l{half:.1f} {reach:.1f}'
                f'-{half:.1f} {reach:.1f}h{step * 0.3:.1f}l{half:.1f}-{reach:.1f}-{half:.1f}-{reach:.1f}z"'
                f' fill="{red}"/>'
            )
        else:
            inside.append(
                f'<path d="M{left + step * 0.08:.1f} {middle:.1f}l{step * 0.42:.1f}-{reach:.1f}'
                f' {step * 0.42:.1f} {reach:.1f}-{step * 0.42:.1f} {reach:.1f}z" fill="{red}"/>'
                f'<path d="M{left + half - step * 0.18:.1f} {middle:.1f}l{step * 0.18:.1f}-{reach * 0.45:.1f}'
                f' {step * 0.18:.1f} {reach * 0.45:.1f}-{step * 0.18:.1f} {reach * 0.45:.1f}z"'
                f' fill="{HONEY if place % 2 == 0 else MADDER}"/>'
            )
    return edge + "".join(inside)


def _label(good: Good, body: Body) -> str:
    x, y, width, height = body.label
    coop = good.code.partition("-")[0]
    if not good.words:
        return hem(coop, x, y, width, height)
    middle, band = x + width / 2, min(7.0, height * 0.12)
    lines = len(good.words)
    low = height < 58
    size = 8.8 if low or lines > 2 else min(9.6, width / 5.4)
    mark_at = y + (20.5 if good.brand else 11.5 if low else 14)
    first = mark_at + (9.5 if low or lines > 2 else 10.5) + size
    drawn = [f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2.500" fill="{PAPER}"/>']
    drawn.append(
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2.500" fill="none"'
        ' stroke="#000" stroke-width=".6" opacity=".14"/>'
    )
    if good.brand:
        drawn.append(written(good.brand, middle, y + 7.5, 5.4, width - 10, MADDER))
    if good.mark:
        drawn.append(good.mark(middle, mark_at))
    gap = min(size * 1.22, (y + height - band - 3 - first) / max(1, lines - 1)) if lines > 1 else 0
    for place, words in enumerate(good.words):
        drawn.append(written(words, middle, first + place * gap, size, width - 6))
    drawn.append(hem(coop, x, y + height - band, width, band))
    return "".join(drawn)


def _drawn(good: Good) -> str:
    name = good.code.replace("-", "")
    if good.shape is shapes.gift:
        inside = [_drawn(BY_CODE[code]) for code in good.beside]
        places = ((4, 7, 0.7), (72, 6, 0.66), (38, 20, 0.62))
        standing = "".join(
            f'<g transform="translate({x} {y}) scale({scale})">{svg}</g>'
            for svg, (x, y, scale) in zip(inside, places, strict=True)
        )
        body = good.shape(name, *good.colours)
        return shapes.floor(80, 62) + standing + body.svg + _label(good, body)
    if good.beside:
        left, right = (_drawn(BY_CODE[code]) for code in good.beside)
        return (
            f'<g transform="translate(-14 29) scale(.8)">{left}</g>'
            f'<g transform="translate(60 55) scale(.62)">{right}</g>'
        )
    body = good.shape(name, *good.colours)
    return body.svg + _label(good, body)


def picture(good: Good) -> str:
    """Return the whole SVG of a product, 160 × 160, its ground left free (it stands on --pic)."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" width="160" height="160" role="img">'
        f"<title>{escape(good.title)}</title>{_drawn(good)}</svg>\n"
    )


def files() -> dict[Path, str]:
    """Return every file with its content: the goods here, the empty drawings in plumbing's static files."""
    goods = {SHELF / f"{good.code}.svg": picture(good) for good in GOODS}
    comb = _drawn(BY_CODE["honey-A8"])
    return goods | {EMPTIES / f"empty-{name}.svg": svg for name, svg in empties.pictures(comb).items()}


def main(argv: list[str]) -> int:
    """Write the pictures; with --check only say whether they are fresh (exit 1 if not)."""
    stale = [
        path
        for path, text in files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in argv:
        sys.stderr.write("".join(f"stale picture: {path.name}\n" for path in stale))
        return 1 if stale else 0
    EMPTIES.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(files()[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
