"""Words, numbers and signs joined into the parts an order is made of."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.catalogue import PACKS, Catalogue, Mention
from phien.reading.codes import read_code, settle_codes
from phien.reading.countwords import read_count_words
from phien.reading.letters import key_of, typed
from phien.reading.lexicon import Entry, Measure, measure_keys
from phien.reading.numbers import LETTER_UNITS, read_number
from phien.reading.tokens import DIGITS_MARK, NUMBER, PHONE_MARK, WORD, Token

__all__ = ["Chunk", "Chunker"]

_VOCATIVES = frozenset({"a", "b", "c", "e", "m", "t", "o"})
_DOES_SOMETHING = (
    t.BUY
    | t.GIVE
    | t.ADD
    | t.FILLER
    | t.PERSON
    | t.UNIT
    | t.SIZE
    | t.DROP
    | t.KEEP
    | t.EACH
    | t.COUNT
    | t.AND
)
_BESIDE_A_NAME = frozenset("x*+") | {"sl"} | typed("vẫn lấy mỗi")
_EACH = typed("mỗi")
_TIMES_SIGNS = frozenset("x*×:=-–—/(.✖")
_SOFT_STOPS = frozenset(",;")
_HARD_STOPS = frozenset("\n.!?…")
_MEASURE_KEYS = measure_keys()


class Chunk:
    """One part: tokens [i, j), what it is, and its value."""

    number = 0
    codes: frozenset[str] = frozenset()
    full = False  # k.NAME: a whole name or alias
    alone = True  # k.NAME: means the product wherever it stands
    unit = ""
    measure = ""  # k.AMOUNT: g, ml, m
    milli = 0  # k.AMOUNT: thousandths of it
    soft = False  # k.STOP: a comma; k.AMOUNT: a bare number that is the size of something
    doubt = ""  # k.NUM: why a person should look

    def __init__(self, kind: int, i: int, j: int, tags: int = 0) -> None:
        self.kind = kind
        self.i = i
        self.j = j
        self.tags = tags


class Chunker:
    """Chunks the tokens of one comment."""

    def __init__(self, catalogue: Catalogue, tokens: list[Token], *, plain: bool, shouts: bool) -> None:
        self.catalogue = catalogue
        self.tokens = tokens
        self.keys = [token.key for token in tokens]
        self.plain = plain
        self.says_each = not _EACH.isdisjoint(self.keys)
        # All in capitals: a large first letter says nothing then.
        self.shouts = shouts
        self.out: list[Chunk] = []

    def chunks(self) -> list[Chunk]:
        at, end = 0, len(self.tokens)
        while at < end:
            kind = self.tokens[at].kind
            if kind == WORD:
                at = self._word(at)
            elif kind == NUMBER:
                at = read_number(self, at)
            else:
                at = self._sign(at)
        if self.catalogue.numeric:
            settle_codes(self.out)
        return self.out

    # -- signs

    def _sign(self, at: int) -> int:
        sign = self.keys[at]
        if sign == PHONE_MARK:
            self.put(k.PHONE, at, at + 1)
        elif sign == DIGITS_MARK:
            self.put(k.IGNORED, at, at + 1)
        elif sign in _SOFT_STOPS:
            self.put(k.STOP, at, at + 1).soft = True
        elif sign == "." and self._abbreviates(at):
            pass  # P.5, Q.8
        elif sign in _HARD_STOPS:
            self.put(k.STOP, at, at + 1, t.ASK_END if sign == "?" else 0)
        elif sign in "+&":
            self.put(k.WORDS, at, at + 1, t.AND | t.TIMES if self._starts_clause() else t.AND)
        elif sign == "#":
            self.put(k.WORDS, at, at + 1, t.CODE_WORD)
        elif sign == "@":
            self.put(k.WORDS, at, at + 1, t.CALL)
        elif sign in _TIMES_SIGNS:
            self.put(k.WORDS, at, at + 1, t.TIMES)
        elif sign == "|":
            self.put(k.STOP, at, at + 1)
        elif sign in "🤣😂😅😆":
            self.put(k.WORDS, at, at + 1, t.LAUGH | t.FILLER)
        return at + 1

    def _abbreviates(self, at: int) -> bool:
        before = self.out[-1] if self.out else None
        after = at + 1
        return (
            before is not None
            and before.j == at
            and bool(before.tags & t.NUMBERED)
            and after < len(self.tokens)
            and self.tokens[after].kind == NUMBER
        )

    def _starts_clause(self) -> bool:
        return not self.out or self.out[-1].kind == k.STOP

    def put(self, kind: int, i: int, j: int, tags: int = 0) -> Chunk:
        chunk = Chunk(kind, i, j, tags)
        self.out.append(chunk)
        return chunk

    # -- words

    def _word(self, at: int) -> int:
        mentions, name_length = self.catalogue.names.longest(self.keys, at, plain=self.plain)
        if (
            name_length > 1 and self.tokens[at + 1].kind == NUMBER
        ):  # "ri6" is a name, though it looks like a code
            return self.name(at, name_length, mentions)
        after = read_code(self, at)
        if after:
            return after
        entries, length = self.catalogue.lexicon.longest(self.keys, at, plain=self.plain)
        if mentions and name_length == 1 and self._is_a_face(mentions, at):
            mentions = []
        if mentions and (
            name_length > length or (name_length == length and self._is_name(mentions, entries, at, length))
        ):
            return self.name(at, name_length, mentions)
        if self.catalogue.size_letters and self._size_letter(at):
            return at + 1
        if not entries:
            return self._unknown(at)
        return self._entry(at, length, entries)

    def _is_a_face(self, mentions: list[Mention], at: int) -> bool:
        """Whether a part of a name is rather somebody's: "Nguyễn Thị Đào", "Nghệ An"."""
        if not self.tokens[at].title or self.shouts or mentions[0].full or not self.out:
            return False
        if at + 1 < len(self.tokens) and self.tokens[at + 1].title and self.out[-1].kind == k.NUM:
            return True
        return self.out[-1].kind not in (k.STOP, k.NUM, k.UNITED, k.NAME)

    def _is_name(self, mentions: list[Mention], entries: list[Entry], at: int, length: int) -> bool:
        """Whether a word that is both a name and something else is the name here."""
        if any(mention.alone for mention in mentions) and not self.plain:
            return True
        tags = 0
        for entry in entries:
            tags |= entry.tags
        if tags & t.UNIT:
            return bool(mentions[0].full) or (bool(self.out) and self.out[-1].kind == k.UNITED)
        if not tags & ~(t.USE | t.PRAISE):
            return self._by_count(at, length) or any(mention.alone for mention in mentions)
        if self.plain and tags & (t.FILLER | t.PERSON) and self._addresses(at, length):
            return False  # "shop oi 2 cay" is no ổi
        return self._by_count(at, length)

    def _addresses(self, at: int, length: int) -> bool:
        """Whether the words before speak to somebody."""
        before = self.out[-1] if self.out else None
        return (
            before is not None
            and before.kind == k.WORDS
            and bool(before.tags & (t.PERSON | t.FILLER | t.KIN))
        )

    def _by_count(self, at: int, length: int) -> bool:
        """Whether a count or pack word stands beside."""
        if self.out and (
            self.out[-1].kind in (k.NUM, k.UNITED, k.NAME, k.CODE, k.AMOUNT)
            or self.out[-1].tags & (t.BUY | t.DROP | t.SWAP | t.KEEP)
        ):
            return True
        after = at + length
        return after < len(self.tokens) and (
            self.tokens[after].kind == NUMBER or self.keys[after] in _BESIDE_A_NAME
        )

    def name(self, at: int, length: int, mentions: list[Mention]) -> int:
        chunk = self.put(k.NAME, at, at + length)
        full = [mention for mention in mentions if mention.full]
        codes: frozenset[str] = frozenset()
        for mention in full or mentions:
            codes |= mention.codes()
        chunk.codes = codes
        chunk.unit = self.keys[at]
        chunk.full = bool(full)
        chunk.alone = any(mention.alone for mention in mentions)
        return at + length

    def _size_letter(self, at: int) -> bool:
        codes = self.catalogue.size_letters.get(self.keys[at])
        if codes is None:
            return False
        before = self.out[-1] if self.out else None
        beside = before is not None and (before.kind in (k.NAME, k.NUM) or before.tags & t.VARIANT)
        if not beside and (
            self.keys[at] in _VOCATIVES
            or not (before is None or before.kind in (k.STOP, k.UNITED) or before.tags & t.BUY)
        ):
            return False
        chunk = self.put(k.NAME, at, at + 1)
        chunk.codes = codes
        if before is not None and before.kind == k.NUM and self.keys[at] in _VOCATIVES:
            chunk.alone = False
        return True

    def _unknown(self, at: int) -> int:
        chunk = self.put(k.WORDS, at, at + 1)
        chunk.soft = self.tokens[at].title
        return at + 1

    def _entry(self, at: int, length: int, entries: list[Entry]) -> int:
        tags, number, unit, measure = 0, None, "", None
        for entry in entries:
            tags |= entry.tags
            number = entry.number if number is None else number
            unit = unit or entry.unit or ""
            measure = measure or entry.measure
        if self.plain:
            tags = self._settle_bare(tags, at, unit)
        if tags & (t.COUNT | t.HALF):
            after = read_count_words(self, at, length, tags, number)
            if after:
                return after
        if measure is not None and tags & t.MEASURE and self.out:
            before = self.out[-1]
            if before.kind == k.UNITED and before.j == at and not tags & t.PERSON:  # chai lít, bịch ký
                self.amount(at, at + length, measure, measure.milli)
                return at + length
        if tags & t.SIZE and (length > 1 or self._after_ware(tags)):
            self.put(k.SIZED, at, at + length, tags & (t.SIZE | t.LARGE | t.SMALL | t.MIDDLE))
        elif tags & t.UNIT and unit:
            if tags & t.PERSON and (
                not self._unit_here(at, length) or (unit == "con" and "con" not in self.catalogue.units)
            ):
                self.put(k.WORDS, at, at + length, tags & ~t.UNIT)
            else:
                self.put(k.UNITED, at, at + length, tags).unit = unit
        else:
            self.put(k.WORDS, at, at + length, tags)
        return at + length

    def _settle_bare(self, tags: int, at: int, unit: str) -> int:
        """A word typed without marks is several words; what it most likely is here."""
        after_number = bool(self.out) and self.out[-1].kind == k.NUM and self.out[-1].j == at
        sized = tags & t.SIZE and self._after_ware(tags)
        other = tags & (t.DROP | t.INTO | t.SWAP | t.FIX) or not self._is_pack(unit)
        if tags & t.UNIT and other and not after_number and not sized:
            tags &= ~t.UNIT
        if tags & _DOES_SOMETHING:
            tags &= ~(t.USE | t.PRAISE | t.PAST | t.LATER | t.CALL | t.HAVE | t.COMMON)
        if tags & t.FILLER:
            tags &= ~t.NOT  # "dung" is đúng rather than đừng
        return tags

    def _is_pack(self, unit: str) -> bool:
        return unit in PACKS or key_of(unit) in self.catalogue.units

    def _unit_here(self, at: int, length: int) -> bool:
        """Whether a word that is a person and a pack ("tui", "con") is the pack."""
        before = self.out[-1] if self.out else None
        if before is not None and before.kind == k.NUM and before.j == at:
            return True
        after = at + length
        if after >= len(self.tokens):
            return False
        if self.tokens[after].kind == NUMBER:
            return self.tokens[after].value >= 50
        return bool(self.tags_at(after) & (t.LARGE | t.SMALL)) and self.keys[at] == "tui"

    def _after_ware(self, tags: int) -> bool:
        before = self.out[-1] if self.out else None
        if before is None:
            return False
        if before.kind == k.NUM:
            return not tags & t.KIN
        return before.kind in (k.UNITED, k.NAME, k.CODE, k.AMOUNT) or bool(before.tags & t.VARIANT)

    # -- numbers

    def tags_at(self, at: int) -> int:
        """What the phrase at `at` can do, 0 for an unknown word."""
        if at >= len(self.tokens) or self.tokens[at].kind != WORD:
            return 0
        tags = 0
        for entry in self.catalogue.lexicon.longest(self.keys, at, plain=self.plain)[0]:
            tags |= entry.tags
        return tags

    def starts_unit(self, at: int) -> bool:
        """Whether a pack word stands at `at`."""
        tags = self.tags_at(at)
        if not tags & t.UNIT:
            return False
        return not tags & t.PERSON or self.keys[at] != "con" or "con" in self.catalogue.units

    def starts_ware(self, at: int) -> bool:
        """Whether a pack word, name, size or code stands at `at`."""
        if at >= len(self.tokens) or self.tokens[at].kind != WORD:
            return False
        if self.starts_unit(at) or self.catalogue.names.longest(self.keys, at, plain=self.plain)[1]:
            return True
        return self.code_at(at)

    def code_at(self, at: int) -> bool:
        """Whether a code of letters and a number stands at `at`."""
        after = at + 1
        if after < len(self.tokens) and self.tokens[after].kind == NUMBER and self.tokens[after].glued:
            return (self.keys[at], str(self.tokens[after].value)) in self.catalogue.codes
        return False

    def measure_at(self, at: int) -> Measure | None:
        """The measure word at `at`. "m" and "l" only where something is sold by metre or litre."""
        if at >= len(self.tokens):
            return None
        key = self.keys[at]
        measure = _MEASURE_KEYS.get(key)
        if measure is not None and len(key) == 1 and measure.kind not in self.catalogue.measured:
            return None
        if key == "m" and not self.tokens[at].glued:
            return None
        return measure

    def lettered_unit(self, at: int) -> bool:
        """Whether a letter that stands for a pack touches the number before it: the h of "2h"."""
        if at >= len(self.tokens) or not self.tokens[at].glued or self.keys[at] not in LETTER_UNITS:
            return False
        after = at + 1
        if after < len(self.tokens) and self.tokens[after].glued and self.tokens[after].kind == NUMBER:
            return False
        return self.keys[at] in self.catalogue.letter_units or self.keys[at] in "chg"

    def amount(self, i: int, j: int, measure: Measure, milli: int) -> Chunk:
        chunk = self.put(k.AMOUNT, i, j)
        chunk.measure = measure.kind
        chunk.milli = milli
        return chunk
