"""What is looked at before a workbook is unpacked: how large it really is, how far its cells reach, and which
formulas failed (the reader gives those as empty).

A zip may lie about its sizes, and one value in the last cell of a sheet makes a reader ask for that many
cells of memory: so each part is unpacked here piece by piece, counted, and thrown away.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from phien.plumbing.tables.cells import ABOVE, MEGABYTES, MOST_COLUMNS, MOST_ROWS
from phien.plumbing.tables.errors import FileTooBig, LockedWorkbook, NotATable, TooManyColumns, TooManyRows

MOST_UNPACKED = 64 * 1024 * 1024  # 20,000 rows of eleven columns are about 20 MB
PIECE = 64 * 1024
LOCAL_HEADER = struct.Struct("<26xHH")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class Survey:
    """Failed formulas of one sheet by (row, column), both from 0."""

    failed: dict[tuple[int, int], str] = field(default_factory=dict)


def surveyed(content: bytes) -> dict[str, Survey]:
    """A survey for each sheet by its name. Raises what is refused about the whole file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {info.filename.lstrip("/"): info for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise NotATable from broken
    if "xl/workbook.xml" not in parts:
        raise NotATable
    unpacked = _Unpacking(content)
    names = _sheets(
        b"".join(unpacked.pieces(parts["xl/workbook.xml"])),
        b"".join(unpacked.pieces(parts["xl/_rels/workbook.xml.rels"]))
        if "xl/_rels/workbook.xml.rels" in parts
        else b"",
    )
    surveys: dict[str, Survey] = {}
    for path, info in parts.items():
        if not path.endswith((".xml", ".rels")) or path in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}:
            continue  # pictures are never unpacked
        if path in names:
            surveys[names[path]] = _Sheet().read(unpacked.pieces(info))
        else:
            for _piece in unpacked.pieces(info):
                pass
    return surveys


class _Unpacking:
    """Parts piece by piece; all together they may not grow beyond the bound."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.left = MOST_UNPACKED

    def pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & 0x1:
            raise LockedWorkbook
        try:
            name, extra = LOCAL_HEADER.unpack_from(self.content, info.header_offset)
        except struct.error as broken:
            raise NotATable from broken
        start = info.header_offset + LOCAL_HEADER.size + name + extra
        packed = memoryview(self.content)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            for place in range(0, len(packed), PIECE):
                yield self._counted(bytes(packed[place : place + PIECE]))
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise NotATable
        stream = zlib.decompressobj(-15)
        try:
            for place in range(0, len(packed), PIECE):
                waiting: bytes = bytes(packed[place : place + PIECE])
                while waiting:
                    yield self._counted(stream.decompress(waiting, PIECE))
                    waiting = stream.unconsumed_tail
            yield self._counted(stream.flush(PIECE))
        except zlib.error as broken:
            raise NotATable from broken

    def _counted(self, piece: bytes) -> bytes:
        self.left -= len(piece)
        if self.left < 0:
            raise FileTooBig(megabytes=MEGABYTES)
        return piece


class _Sheet:
    """Reads a sheet's XML once, for the places of its cells only."""

    def __init__(self) -> None:
        self.survey = Survey()
        self.row = self.column = -1
        self.failed = self.within = False
        self.text = ""

    def read(self, pieces: Iterator[bytes]) -> Survey:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = self._refused
        try:
            for piece in pieces:
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as broken:
            raise NotATable from broken
        return self.survey

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self.failed = given.get("t") == "e"
            self._stand(given.get("r"))
        elif tag in ("v", "is"):
            if self.row >= MOST_ROWS + ABOVE:
                raise TooManyRows(rows=MOST_ROWS)
            if self.column >= MOST_COLUMNS:
                raise TooManyColumns(columns=MOST_COLUMNS)
            self.within, self.text = self.failed, ""
        elif tag == "row":
            self.row, self.column = int(given.get("r") or self.row + 2) - 1, -1

    def _stand(self, place: str | None) -> None:
        found = _PLACE.fullmatch(place) if place else None
        if found is None:
            self.column += 1
            return
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        self.row, self.column = int(found[2]) - 1, column - 1

    def _said(self, text: str) -> None:
        if self.within:
            self.text += text

    def _end(self, tag: str) -> None:
        if self.within and tag.rpartition(":")[2] == "v":
            self.within = False
            self.survey.failed[self.row, self.column] = self.text.strip()[:20] or "#N/A"

    def _refused(self, *_given: object) -> None:
        raise NotATable


def _sheets(workbook: bytes, relations: bytes) -> dict[str, str]:
    """{path of a part: the sheet's name}."""
    targets = {
        given.get("Id", ""): posixpath.normpath(posixpath.join("xl", given.get("Target", ""))).lstrip("/")
        for given in _elements(relations, "Relationship")
    }
    names = {}
    for given in _elements(workbook, "sheet"):
        relation = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
        if relation in targets:
            names[targets[relation]] = given.get("name", "")
    return names


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(given)

    parser.StartElementHandler = start
    try:
        if xml:
            parser.Parse(xml, True)
    except expat.ExpatError as broken:
        raise NotATable from broken
    return found
