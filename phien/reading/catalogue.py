"""A run sheet compiled for reading: codes, names and what one unit holds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from phien.kernel.text import fold
from phien.reading import tags as t
from phien.reading.contracts import RunSheet, SheetItem
from phien.reading.foreign import ENGLISH, HINDI
from phien.reading.glued import Glued
from phien.reading.goods import other_words, spellings
from phien.reading.labels import LETTERS, labels_in
from phien.reading.letters import bare_of, key_of
from phien.reading.lexicon import Entry, Measure, family_of, lexicon_with, measure_of
from phien.reading.sheetnames import HEAD_ENDS, beginnings, span_of
from phien.reading.sounds import Sounds
from phien.reading.trie import Trie
from phien.reading.wordlists import TONELESS, UNITS, spelt

__all__ = ["PACKS", "Catalogue", "Mention", "Wares", "code_parts"]

_PART = re.compile(r"[^\W\d_]+|[0-9]+")
_RANGE = re.compile(r"\b[0-9]+(?:[-–][0-9]+)+\b")  # 20-30-40 cm
PACKS = frozenset("chai lọ bình hũ hộp gói túi bịch bao lon".split())
_PAIR = (key_of("cặp"), key_of("đôi"), "cap")
_GROUP_UNITS = {"cặp": _PAIR, "đôi": _PAIR, "chục": (key_of("chục"), "chuc"), "tá": (key_of("tá"),)}
_SHORTEST_PART = 3  # letters of a word that may stand for a longer name
_TELLS_NOTHING = t.UNIT | t.VARIANT | t.MEASURE | t.HALF | t.COUNT | t.AND_HALF | t.PERSON | t.KIN
_BLOCKS_A_NAME = ~(t.USE | t.PRAISE | t.VARIANT | t.NUMBERED | t.ADDRESS | t.KIN | t.COMMON)


@dataclass(slots=True)
class Wares:
    """One item of the sheet as the reader needs it."""

    code: str
    unit: str
    family: str | None
    net: Measure | None  # what one unit holds, by weight, volume or length
    pieces: int  # how many inner pieces one unit holds, 0 where none are counted
    piece_words: frozenset[str]
    price: int
    group: str
    size: int  # t.SMALL, t.LARGE, t.MIDDLE as its aliases call it, or 0
    spans: Measure | None = None  # the one measure in its name that is not what it holds: 30 cm across
    vocabulary: set[str] = field(default_factory=set)

    def is_of(self, kind: str, milli: int) -> bool:
        """Whether the item is the one of that size: holds it, or measures it."""
        for measure in (self.net, self.spans):
            if measure is not None and measure.kind == kind and measure.milli == milli:
                return True
        return False


@dataclass(slots=True)
class Mention:
    """What a phrase of the sheet may name: whole names and aliases first, parts of them after."""

    full: set[str] = field(default_factory=set)
    part: set[str] = field(default_factory=set)
    alone: bool = True  # False where the word means something else in most comments

    known: frozenset[str] = frozenset()  # the codes of what it may name, once all phrases are in

    def settle(self) -> None:
        self.known = frozenset(self.full or self.part)


def code_parts(code: str) -> tuple[str, ...]:
    """The letters and numbers of a code: "A-01" -> ("a", "1")."""
    whole = unicodedata.normalize("NFKC", code).lower()
    return tuple(str(int(part)) if part.isdecimal() else part for part in _PART.findall(whole))


class Catalogue:
    """A run sheet, compiled once."""

    def __init__(self, sheet: RunSheet) -> None:
        units = [item.unit.strip().lower() for item in sheet.items]
        self.lexicon: Trie[Entry] = lexicon_with(units)
        self.names: Trie[Mention] = Trie()
        # What was looked up while compiling: the same words and phrases come again and again.
        self._tags_of: dict[str, int] = {}
        self._siblings_of: dict[tuple[str, ...], set[str]] = {}
        self._mentions: dict[tuple[object, ...], Mention] = {}
        self.wares: dict[str, Wares] = {}
        self.codes: dict[tuple[str, ...], str] = {}
        self.groups: dict[str, list[str]] = {}
        self.letter_units: set[str] = set()
        self.sizes: dict[str, frozenset[str]] = {}  # by label: m, 2xl, 4, 1m8
        for item in sheet.items:
            self._add(item)
        self.prices = {ware.price // 1000 for ware in self.wares.values() if ware.price >= 20_000}
        self.by_price: dict[int, frozenset[str]] = {}  # in thousands of đồng
        for ware in self.wares.values():
            thousands = ware.price // 1000
            self.by_price[thousands] = self.by_price.get(thousands, frozenset()) | {ware.code}
        self.spans: dict[int, list[Wares]] = {}  # by the number written in the name: 30 of "rổ 30 cm"
        for item in sheet.items:
            number, measure = span_of(item.name)
            ware = self.wares[item.code]
            if measure is not None and measure != ware.net:
                ware.spans = measure
                self.spans.setdefault(number, []).append(ware)
        self.pieces: dict[int, list[Wares]] = {}  # by how many inner pieces one unit holds
        for ware in self.wares.values():
            if ware.pieces > 1:
                self.pieces.setdefault(ware.pieces, []).append(ware)
        self.order = {code: place for place, code in enumerate(self.wares)}
        self.prefixes = {parts[0] for parts in self.codes if len(parts) == 2 and not parts[0].isdigit()}
        self.numeric = any(len(parts) == 1 and parts[0].isdigit() for parts in self.codes)
        self.padded = any(re.match(r"0\d", item.code.strip()) for item in sheet.items)
        self.lone_codes = {parts[0] for parts in self.codes if len(parts) == 1}
        self.group_units = {
            key: item.unit.strip().lower()
            for item in sheet.items
            for key in _GROUP_UNITS.get(item.unit.strip().lower(), ())
        }  # pairs and tens that are sold as one: "cặp" on the sheet
        self.longest_code = max((len(parts) for parts in self.codes), default=0)
        self.units = {ware.unit for ware in self.wares.values()}
        alike = {word for ware in self.wares.values() if ware.family for word in UNITS[ware.family]}
        self.bare_units = {bare_of(unit.rstrip("1234")) for unit in self.units} | set(map(bare_of, alike))
        self.bare_units -= {"ong"}  # ông rather than ống
        self.measured = {ware.net.kind for ware in self.wares.values() if ware.net}
        self.heads = {
            item.code: key_of(item.name.lower().split()[0]) for item in sheet.items if item.name.split()
        }
        phrases = {item.code: self._phrases(item) for item in sheet.items}
        for code, known in phrases.items():
            self.wares[code].vocabulary.update(key_of(word) for phrase in known for word in phrase)
        self._variant_words = self._telling_words()
        # How the variants of a product differ: the words of their looks, and how large they are.
        self.looks = {item.code: self._look(item, phrases[item.code][0]) for item in sheet.items}
        self.extents = {item.code: self._extent(item, phrases[item.code][0]) for item in sheet.items}
        self.words = {word for ware in self.wares.values() for word in ware.vocabulary}
        # The variants of a product share most of their names: each is taken once, for all of them.
        named: dict[tuple[str, str, str | None], dict[tuple[str, ...], list[str]]] = {}
        for code, known in phrases.items():
            ware = self.wares[code]
            of_kind = named.setdefault((ware.group, ware.unit, self.heads.get(code)), {})
            for phrase in known:
                of_kind.setdefault(tuple(phrase), []).append(code)
        shared = [(list(phrase), codes) for of_kind in named.values() for phrase, codes in of_kind.items()]
        for phrase, codes in shared:
            for spelling in spellings(phrase):
                self._mention(codes, spelling)
        for phrase, codes in shared:
            for spelling in other_words(phrase):
                if self._is_free(codes[0], spelling):
                    self._mention(codes, spelling)
        for item in sheet.items:
            for label in labels_in(item.name):
                self.sizes[label] = self.sizes.get(label, frozenset()) | {item.code}
        self._add_english()
        for mention in self.names.values():
            mention.settle()
        self.sounds = Sounds(self.names)
        self.glued = Glued(self.names, self.wares)
        self.unit_of = {bare_of(unit.rstrip("1234")): unit for unit in self.units}  # by its bare spelling
        self.begins: dict[str, frozenset[str]] = beginnings(phrases)
        if sheet.nothing:
            self.lexicon = lexicon_with(units, filter(None, map(self._nameless, sheet.nothing)))
        self.known = self.lexicon.keys | self.names.keys
        words = self.lexicon.root.exact.items()
        self.names.firm = TONELESS.union(word for word, node in words if node.value or node.strict)

    def _telling_words(self) -> set[tuple[str, str]]:
        """The words that tell the variants of a group apart, colours for instance, as (group, key)."""
        telling = set()
        for group, codes in self.groups.items():
            known = [self.wares[code].vocabulary for code in codes]
            for word in {word for words in known for word in words}:
                if all(word in words for words in known) or word in LETTERS or word.isdigit():
                    continue
                brief = len(word) < _SHORTEST_PART and self._tags(word)
                if not brief and not self._tags(word) & _TELLS_NOTHING:
                    telling.add((group, word))
        return telling

    def _look(self, item: SheetItem, name: list[str]) -> frozenset[str]:
        return frozenset(key for key in map(key_of, name) if (item.group, key) in self._variant_words)

    def _extent(self, item: SheetItem, name: list[str]) -> frozenset[str]:
        ware = self.wares[item.code]
        measures = {str(measure) for measure in (ware.net, ware.spans, ware.size) if measure}
        return frozenset(labels_in(item.name) | {word for word in name if word.isdigit()} | measures)

    def _add(self, item: SheetItem) -> None:
        unit = item.unit.strip().lower()
        self.letter_units.add(unit[:1])
        net, pieces, words = None, 0, frozenset[str]()
        if item.net is not None:
            measure = measure_of(item.net.unit)
            if measure is not None:
                net = Measure(measure.kind, round(Decimal(str(item.net.value)) * measure.milli))
            else:
                pieces = int(item.net.value)
                words = frozenset(
                    form for word in item.net.unit.lower().split() for form in (key_of(word), fold(word))
                )
        else:
            net = measure_of(unit)
        sized = " ".join(item.aliases).lower()
        size = next(
            (
                bit
                for bit, word in ((t.LARGE, r"lớn|bự|to|đại"), (t.SMALL, r"nhỏ|bé|mini"))
                if re.search(rf"\b({word})\b", sized)
            ),
            0,
        )
        self.wares[item.code] = Wares(
            item.code, key_of(unit), family_of(unit), net, pieces, words, item.price, item.group, size
        )
        self.codes[code_parts(item.code)] = item.code
        self.groups.setdefault(item.group, []).append(item.code)

    def _phrases(self, item: SheetItem) -> list[list[str]]:
        return [self._phrase(item, text) for text in (item.name, item.group, *item.aliases)]

    def _add_english(self) -> None:
        for words, english in (*ENGLISH.items(), *HINDI):
            found, length = self.names.longest([key_of(word) for word in words.split()], 0, plain=False)
            if length == len(words.split()):
                for spelling in (english, f"{english}s", english[:-1] + "ves"):
                    mention = self._at(spelling.split())
                    mention.full.update(found[0].full)
                    mention.part.update(found[0].part)

    def _phrase(self, item: SheetItem, text: str) -> list[str]:
        """The words of a name without amounts, sizes and what is in the box."""
        head = _RANGE.sub(" ", HEAD_ENDS.split(text.lower())[0])
        words = _PART.findall(head)
        kept: list[str] = []
        at = 0
        while at < len(words):
            word = words[at]
            after = words[at + 1] if at + 1 < len(words) else ""
            if word.isdigit() and (measure_of(after) or self._tags(after) & t.UNIT):
                self._drop_pack(item, kept)
                at += 2
                while item.net is not None and at < len(words) and words[at] in item.net.unit.lower().split():
                    at += 1
                continue
            if kept and measure_of(word) and word not in LETTERS and self._tags(kept[-1]) & t.UNIT:
                kept.pop()
                at += 1
                continue
            if self._tags(word) & t.SIZE and at:
                self._drop_pack(item, kept)
                at += 1
                continue
            kept.append(word)
            at += 1
        if len(kept) > 1 and kept[-1] == "nửa":
            kept.pop()
        return kept

    def _nameless(self, text: str) -> str:
        """Words that say nothing, spelt as the lexicon has them; none where an item is named in them."""
        words = _PART.findall(unicodedata.normalize("NFC", text).lower())
        keys = [key_of(word) for word in words]
        named = any(
            mention.full
            for at in range(len(keys))
            for mention in self.names.longest(keys, at, plain=False)[0]
        )
        return "" if named else " ".join(words)

    def _drop_pack(self, item: SheetItem, kept: list[str]) -> None:
        """Takes the pack word off the end: the "túi" of "ngâm chân túi 1 kg"."""
        while kept and (
            kept[-1] == item.unit.lower() or kept[-1] in PACKS or self._tags(kept[-1]) & t.VARIANT
        ):
            kept.pop()

    def _tags(self, word: str) -> int:
        tags = self._tags_of.get(word)
        if tags is None:
            node = self.lexicon.root.exact.get(key_of(word))
            tags = 0
            if node is not None:
                tags = node.value.tags if node.value is not None else 0
                tags |= node.strict.tags if node.strict is not None else 0
            self._tags_of[word] = tags
        return tags

    def _mention(self, codes: list[str], phrase: list[str]) -> None:
        """Takes in a name of these items, which are alike but for their size or looks."""
        code = codes[0]
        if not phrase or (
            all(
                self._tags(word) & (t.UNIT | t.SIZE | t.MEASURE) and word not in ("combo", "set")
                for word in phrase
            )
            and not self._is_thing(code, phrase)
        ):
            return
        whole = self._at(phrase)
        whole.full.update(self._siblings(codes, phrase))
        if len(phrase) == 1 and self._collides(phrase[0]):
            whole.alone = False
        for length in range(1, len(phrase)):
            for start in range(len(phrase) - length + 1):
                part = phrase[start : start + length]
                tells = length == 1 and (self.wares[code].group, key_of(part[0])) in self._variant_words
                if length == 1 and self._tags(part[0]) & t.VARIANT:
                    continue
                mixed = len({w.isdigit() for w in part}) > 1  # "ri 6", "tr 4"
                first = length == 1 and not start and self._tags(part[0]) & t.NOT and not part[0].isascii()
                if tells or mixed or first or any(not self._blocks(w) and not w.isdigit() for w in part):
                    brief = length == 1 and len(part[0]) < _SHORTEST_PART
                    head = start == 0 and part[0] == self.heads.get(code) and not self._tags(part[0])
                    tells = tells or head  # "ly"
                    if brief and not tells and part[0] != "cf" and (part[0].isascii() or len(part[0]) < 2):
                        continue
                    loose = head and fold(part[0]) not in self.lexicon.keys
                    mention = self._at(part, strict=brief and not loose)
                    mention.part.update(self._siblings(codes, part))
                    if length > 1 and not LETTERS.isdisjoint(part):  # "chàm L": whatever comes in both
                        keys = set(map(key_of, part))
                        mention.part.update(w.code for w in self.wares.values() if keys <= w.vocabulary)
                    if length > 1 and key_of(part[0]) == self.wares[code].unit:
                        mention.part.update(self._siblings(codes, part[1:]))  # "bộ chén"
                    if length == 1 and self._collides(part[0]):
                        mention.alone = False

    def _is_thing(self, code: str, phrase: list[str]) -> bool:
        """Whether a pack word is the thing itself here: the "khay" of a "khay mây"."""
        word = key_of(phrase[0])
        return (
            len(phrase) == 1
            and self.heads.get(code) == word
            and word not in {ware.unit for ware in self.wares.values()}
        )

    def _is_free(self, code: str, phrase: list[str]) -> bool:
        """Whether no other product of the sheet is called so."""
        found, length = self.names.longest([key_of(word) for word in phrase], 0, plain=False)
        group = self.groups[self.wares[code].group]
        return length < len(phrase) or all(other in group for mention in found for other in mention.full)

    def _siblings(self, codes: list[str], phrase: list[str]) -> set[str]:
        """The variants of the item that the phrase names as well."""
        group = self.wares[codes[0]].group
        known = self._siblings_of.get((group, *phrase))
        if known is None:
            keys = {key_of(word) for word in phrase}
            known = {c for c in self.groups[group] if keys <= self.wares[c].vocabulary}
            self._siblings_of[group, *phrase] = known
        return known.union(codes)

    def _at(self, phrase: list[str], *, strict: bool = False) -> Mention:
        place = (strict, *phrase)
        mention = self._mentions.get(place)
        if mention is None:
            node = self.names.node_of(phrase, strict=strict)
            if strict:
                mention = node.strict = node.strict or Mention()
            else:
                mention = node.value = node.value or Mention()
            self._mentions[place] = mention
        return mention

    def _blocks(self, word: str) -> bool:
        """Whether a word does something else in a comment; "nhĩ" does not, though it has the key of "nhỉ"."""
        tags = self._tags(word)
        return bool(tags & _BLOCKS_A_NAME) and (not key_of(word).endswith("3") or word in spelt())

    def _collides(self, word: str) -> bool:
        return bool(self._tags(word))
