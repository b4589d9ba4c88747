"""The words of a PDF, as somebody who searches or copies them gets them: through the fonts' own tables."""

import re
import zlib


def text_of(pdf: bytes) -> str:
    """All words of a PDF that Typst made, in the order they are painted; one line a painted run."""
    objects = _objects(pdf)
    fonts: dict[str, dict[int, str]] = {}
    for body, _ in objects.values():
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", body):
            table = _table(objects, int(number))
            if table:
                fonts[name.decode()] = table
    lines: list[str] = []
    for _, stream in objects.values():
        if b" Tf" in stream and b"BT" in stream:
            lines += _painted(stream, fonts)
    return "\n".join(lines)


def _objects(pdf: bytes) -> dict[int, tuple[bytes, bytes]]:
    """{number: (what stands before the stream, the stream unpacked)}, also of objects kept in streams."""
    found: dict[int, tuple[bytes, bytes]] = {}
    for number, body in re.findall(rb"(?<!\d)(\d+) 0 obj\s(.*?)endobj", pdf, flags=re.DOTALL):
        head, mark, rest = body.partition(b"stream\n")
        if not mark:
            head, mark, rest = body.partition(b"stream\r\n")
        stream = rest.rpartition(b"endstream")[0] if mark else b""
        if b"/FlateDecode" in head:
            stream = zlib.decompressobj().decompress(stream)
        found[int(number)] = (head, stream)
    for head, stream in list(found.values()):
        if b"/ObjStm" in head:
            found |= _packed(head, stream)
    return found


def _packed(head: bytes, stream: bytes) -> dict[int, tuple[bytes, bytes]]:
    first = int(re.search(rb"/First (\d+)", head).group(1))  # type: ignore[union-attr]
    numbers = [int(each) for each in stream[:first].split()]
    places = [*numbers[1::2], len(stream) - first]
    return {
        number: (stream[first + start : first + end], b"")
        for number, start, end in zip(numbers[::2], places, places[1:], strict=False)
    }


def _table(objects: dict[int, tuple[bytes, bytes]], font: int) -> dict[int, str]:
    head = objects.get(font, (b"", b""))[0]
    linked = re.search(rb"/ToUnicode (\d+) 0 R", head)
    if linked is None:
        return {}
    table: dict[int, str] = {}
    cmap = objects[int(linked.group(1))][1]
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, flags=re.DOTALL):
        for code, letters in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[int(code, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, flags=re.DOTALL):
        for low, high, letters in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            first = bytes.fromhex(letters.decode()).decode("utf-16-be")
            for step in range(int(high, 16) - int(low, 16) + 1):
                table[int(low, 16) + step] = first[:-1] + chr(ord(first[-1]) + step)
    return table


def _painted(stream: bytes, fonts: dict[str, dict[int, str]]) -> list[str]:
    """Each run of glyphs as words: what stands between a font's name and `Tj` or `TJ`."""
    lines: list[str] = []
    table: dict[int, str] = {}
    codes, place = b"", 0
    while place < len(stream):
        here = stream[place : place + 1]
        if here == b"(":
            string, place = _string(stream, place + 1)
            codes += string
            continue
        if here == b"<" and stream[place + 1 : place + 2] != b"<":
            end = stream.index(b">", place)
            codes += bytes.fromhex(stream[place + 1 : end].decode())
            place = end + 1
            continue
        font = re.compile(rb"/(f\d+) [\d.]+ Tf").match(stream, place)
        if font:
            table, place = fonts.get(font.group(1).decode(), {}), font.end()
            continue
        if stream[place : place + 2] in (b"Tj", b"TJ"):
            pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
            lines.append("".join(table.get(int.from_bytes(pair), "?") for pair in pairs))
            codes, place = b"", place + 2
            continue
        place += 1
    return lines


def _string(stream: bytes, place: int) -> tuple[bytes, int]:
    """A string in brackets, which may hold others, and where it ends."""
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    out, depth = b"", 1
    while True:
        here = stream[place : place + 1]
        if here == b"\\":
            octal = re.compile(rb"[0-7]{1,3}").match(stream, place + 1)
            if octal:
                out, place = out + bytes([int(octal.group(), 8) & 255]), octal.end()
                continue
            escaped = stream[place + 1 : place + 2]
            out, place = out + plain.get(escaped, escaped), place + 2
            continue
        depth += {b"(": 1, b")": -1}.get(here, 0)
        place += 1
        if depth == 0:
            return out, place
        out += here
