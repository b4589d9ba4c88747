"""Which column is which: names as people write them, wherever the row with the names stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from phien.kernel.text import fold
from phien.plumbing.tables.cells import ABOVE, Row, Table
from phien.sheets.errors import NoHeader, TwoColumns

NAMES: dict[str, str] = {
    "id": "mã phiên|phiên id|mã chợ phiên|फिएन आईडी",
    "name": "tên món|món|tên sản phẩm|sản phẩm|tên hàng|tên hàng hoá|tên mặt hàng|mặt hàng|hàng hoá|tên"
    "|tên sp|product|product name|name|item|item name|उत्पाद|उत्पाद का नाम|नाम",
    "category": "nhóm|nhóm hàng|nhóm sản phẩm|loại hàng|danh mục|ngành hàng|category|श्रेणी",
    "brand": "thương hiệu|nhãn hiệu|hiệu|brand|ब्रांड",
    "certificates": "chứng nhận|chứng chỉ|giấy chứng nhận|certificate|certificates|प्रमाणपत्र",
    "description": "mô tả|mô tả sản phẩm|giới thiệu|description|विवरण",
    "size": "माप|quy cách|quy cách đóng gói|loại|cỡ|kích cỡ|phân loại|phân loại hàng|biến thể|variant|size"
    "|साइज़|आकार|प्रकार",
    "unit": "đếm theo|गिनने की इकाई|đơn vị|đơn vị tính|đơn vị bán|đvt|dv|đv tính|unit|counted in"
    "|uom|इकाई|गिनती की इकाई",
    "content": "dung tích, khối lượng|khối lượng|khối lượng tịnh|trọng lượng|dung tích|thể tích|lượng tịnh"
    "|lượng trong một đơn vị|net|net content|net weight|weight|volume|शुद्ध मात्रा",
    "price": "giá|giá bán|đơn giá|giá tiền|giá bán lẻ|giá lẻ|price|unit price|selling price|दाम|क़ीमत|मूल्य",
    "stock": "tồn|tồn kho|số lượng|số lượng tồn|sl|sl tồn|số tồn|hiện có|có trong kho|trong kho|stock"
    "|in stock|in the store|on hand|quantity|qty|स्टॉक|गोदाम में|मौजूद",
}


def folded(title: str) -> str:
    """`ĐVT *` and `Giá bán (đ)` as `dvt` and `gia ban`."""
    bare = re.sub(r"\(.*?\)|\[.*?\]", " ", title)
    return " ".join(re.findall(r"[\w]+", fold(bare.replace("_", " ")).replace("hoá", "hoa")))


KNOWN: dict[str, str] = {folded(name): field for field, names in NAMES.items() for name in names.split("|")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands (from 0), what its column is called, which columns are not read; the rows up to
    and with `last` are titles and names."""

    places: dict[str, int]
    titles: dict[str, str]
    ignored: tuple[str, ...]
    last: int


def found(tables: Iterable[Table]) -> tuple[Table, Columns]:
    """The first table with a row that names the columns, and what it says."""
    for table in tables:
        above: list[Row] = []
        for row in table.rows():
            if row.number > ABOVE:
                break
            above.append(row)
        best = max(above, key=lambda row: len(_fields(row)), default=None)
        if best is None or not _is_header(_fields(best)):
            continue
        return table, _columns(best, above[above.index(best) + 1 :])
    raise NoHeader


def _columns(row: Row, below: list[Row]) -> Columns:
    titles = _titles(row)
    last = row.number
    for next_row in below:  # names on two rows: "Giá" above "Giá bán" and "Giá nhập"
        deeper = _titles(next_row)
        if not deeper or any(not isinstance(cell, str) for cell in next_row.cells):
            break
        known = [place for place, cell in deeper.items() if KNOWN.get(folded(cell))]
        if not known or len(known) * 2 < len(deeper):
            break
        titles.update(deeper)
        last = next_row.number
    places: dict[str, int] = {}
    for place, title in titles.items():
        field = KNOWN.get(folded(title))
        if field is None:
            continue
        if field in places:
            raise TwoColumns(one=titles[places[field]], other=title)
        places[field] = place
    ignored = tuple(title for place, title in titles.items() if place not in places.values())
    return Columns(places, {field: titles[place] for field, place in places.items()}, ignored, last)


def _fields(row: Row) -> set[str]:
    return {field for title in _titles(row).values() if (field := KNOWN.get(folded(title)))}


def _is_header(fields: set[str]) -> bool:
    return bool(fields & {"name", "id"}) and len(fields) > 1


def _titles(row: Row) -> dict[int, str]:
    return {place: cell for place, cell in enumerate(row.cells) if isinstance(cell, str) and cell}
