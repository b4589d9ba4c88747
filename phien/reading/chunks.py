"""Words, numbers and signs joined into the parts an order is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.catalogue import PACKS, Mention
from phien.reading.codes import join_runs, read_code, settle_codes
from phien.reading.countwords import AND_HALF, GROUPS_OF, read_count_words
from phien.reading.labels import LETTERS
from phien.reading.letters import key_of, typed
from phien.reading.lexicon import Entry, Measure, merged
from phien.reading.lookalikes import is_a_place, is_the_small_one, read_odd_pack
from phien.reading.meanings import Meanings, settled
from phien.reading.numbers import read_number
from phien.reading.row import Chunk, Row
from phien.reading.sizes import read_size_letter, settle_letters
from phien.reading.sounds import sound_of
from phien.reading.tokens import DIGITS_MARK, NUMBER, PHONE_MARK, WORD, Token
from phien.reading.variants import WHOLE, settle_wholes
from phien.reading.wordlists import TONELESS

__all__ = ["Chunker"]

_BESIDE_A_NAME = frozenset("x*+") | {"sl"} | typed("vẫn lấy mỗi")
_BARE_MEASURES = frozenset("ky ki kg kilo lit lang".split())
_TIMES_SIGNS = frozenset("x*×:=-–—/(.✖")
# Food, animals, plants, clothes and household goods; no faces, hands, hearts or fireworks.
_THING = re.compile(
    "[\U0001f32d-\U0001f37f\U0001f3ee\U0001f400-\U0001f43e\U0001f451-\U0001f462\U0001f4e6\U0001f950-\U0001f96f\U0001f980-\U0001f9af\U0001f9c0-\U0001f9cb\U0001f9f4-\U0001f9ff\U0001fad0-\U0001fadb☕]"
)
_SOFT_STOPS = frozenset(",;")
_TALK = t.USE | t.PRAISE | t.COMMON
_RATHER_SAID = t.ADD | t.HALF | t.ASK_END | t.NOT | t.MINUS | t.DROP
_HARD_STOPS = frozenset("\n.!?…")


class Chunker(Row):
    """Chunks the tokens of one comment."""

    def __init__(self, meanings: Meanings, text: str, tokens: list[Token]) -> None:
        super().__init__(meanings.catalogue, text, tokens, plain=meanings.plain)
        self.meanings = meanings

    def chunks(self) -> list[Chunk]:
        tokens, meanings = self.tokens, self.meanings
        at, end = 0, len(tokens)
        while at < end:
            token = tokens[at]
            if token.kind == WORD:
                meaning = meanings[token]
                after = at + 1
                if meaning is None or (after < end and meaning.depends_on(tokens[after])):
                    at = self._word(at)
                elif meaning.part is None:
                    at = self._entry(at, 1, meaning.entry)
                else:
                    self.out.append(meaning.part)
                    self.ends.append(after)
                    at = after
            elif token.kind == NUMBER:
                at = read_number(self, at)
            else:
                at = self._sign(at)
        if self.catalogue.numeric:
            settle_codes(self.out)
        if self.catalogue.sizes:
            settle_letters(self.out, self.catalogue.sizes)
        if not WHOLE.isdisjoint(self.keys):
            settle_wholes(self.out)
        if self.says_each:
            join_runs(self.out, self.catalogue.order)
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
        elif _THING.match(sign) and self.out and self.out[-1].kind == k.NUM and self.ends[-1] == at:
            self.put(k.WORDS, at, at + 1, t.TIMES)  # "2 🏮"
        return at + 1

    def _abbreviates(self, at: int) -> bool:
        before = self.out[-1] if self.out else None
        after = at + 1
        return (
            before is not None
            and self.ends[-1] == at
            and bool(before.tags & t.NUMBERED)
            and after < len(self.tokens)
            and self.tokens[after].kind == NUMBER
        )

    def _starts_clause(self) -> bool:
        return not self.out or self.out[-1].kind == k.STOP

    # -- words

    def _word(self, at: int) -> int:
        mentions: Sequence[Mention]
        mentions, name_length = self.catalogue.names.longest(self.keys, at, plain=self.plain)
        if (
            name_length > 1 and self.tokens[at + 1].kind == NUMBER
        ):  # "ri6" is a name, though it looks like a code
            return self.name(at, name_length, mentions)
        after = read_code(self, at)
        if after:
            return after
        alike, alike_length = self._sounds_like(at, name_length)
        if alike_length > name_length:
            return self.name(at, alike_length, alike)
        if name_length > 1:
            mentions, name_length = self._without_the_next_phrase(at, mentions, name_length)
        entries, length = self.catalogue.lexicon.longest(self.keys, at, plain=self.plain)
        if self.plain and length > 1 and self._is_packs_size(at):
            entries, length = self.catalogue.lexicon.longest(self.keys[: at + 1], at, plain=True)
        if entries and self.is_a_stranger(at):
            entries, length = (), 0
        if mentions and length > name_length and self.out and self.out[-1].kind in (k.UNITED, k.NUM):
            return self.name(at, name_length, mentions)  # "cái ghi cho em": the grey one
        if mentions and name_length == 1 and (self._is_a_face(mentions, at) or self._is_itself(mentions, at)):
            mentions = ()
        if mentions and name_length == 1 and is_a_place(self, mentions, at):
            mentions = ()
        if mentions and (
            name_length > length or (name_length == length and self._is_name(mentions, entries, at, length))
        ):
            return self.name(at, name_length, mentions)
        if self.catalogue.sizes:
            after = read_size_letter(self, at)
            if after:
                return after
        after = 0 if entries else read_odd_pack(self, at)
        if after:
            return after
        if not entries:
            # "ga", "cá": a word of some name, too short to name it, is at least no stranger
            known = self.keys[at] in self.catalogue.words and not self.tokens[at].title
            self.put(k.WORDS, at, at + 1, t.FILLER if known else 0)
            return at + 1
        return self._entry(at, length, merged(entries))

    def _is_itself(self, mentions: Sequence[Mention], at: int) -> bool:
        """Whether a word without marks that is part of a name with them is itself: "cho", no "chợ"."""
        if not self.plain or any(mention.full for mention in mentions) or self.keys[at] in TONELESS:
            return False
        node = self.catalogue.lexicon.root.exact.get(self.keys[at])
        return (
            node is not None
            and node.value is not None
            and self.keys[at] not in self.catalogue.names.root.exact
        )

    def _is_packs_size(self, at: int) -> bool:
        """Whether "tui nho" behind a count is túi nhỏ rather than tụi nhỏ."""
        if not self.out or self.out[-1].kind != k.NUM or not self.starts_unit(at):
            return False
        return bool(self.tags_at(at + 1) & t.SIZE)

    def _without_the_next_phrase(
        self, at: int, mentions: Sequence[Mention], length: int
    ) -> tuple[Sequence[Mention], int]:
        """A name whose last word begins the next phrase is the shorter name: "mai ghép đơn", "dừa đại lý"."""
        last = at + length - 1
        after = at + length
        if self.plain and after < len(self.tokens) and self.tags_at(after) & t.BUY:
            entries = self.catalogue.lexicon.longest(self.keys, last, plain=True)[0]
            person = any(entry.tags & t.PERSON for entry in entries)
            shorter, found = self.catalogue.names.longest(self.keys[:last], at, plain=True)
            if person and found == length - 1 and any(mention.full for mention in shorter):
                self.two_ways = at  # "xoai cat chu lay 4": cát chu, or xoài cát and chú lấy
        if self.catalogue.lexicon.longest(self.keys, last, plain=False)[1] < 2:
            return mentions, length
        shorter, found = self.catalogue.names.longest(self.keys[:last], at, plain=self.plain)
        whole = any(mention.full for mention in shorter)
        return (shorter, found) if found == length - 1 and whole else (mentions, length)

    def _sounds_like(self, at: int, name_length: int) -> tuple[Sequence[Mention], int]:
        """The longer name that is misspelt at `at`: "gạo lếp", "lạp sườn", "mât ong"."""
        sounds = self.catalogue.sounds
        if sound_of(self.keys[at]) not in sounds.first and self.keys[at] not in sounds.toneless:
            return (), 0
        last = min(at + sounds.most_words, len(self.keys))
        if all(self._is_known(key) for key in self.keys[at:last]):
            return (), 0
        least = max(name_length + 1, 1 if not self._is_known(self.keys[at]) else 2)
        return sounds.longest(self.keys, at, self._is_unknown, least=least, plain=self.plain)

    def _is_known(self, key: str) -> bool:
        if not key[0].isalpha():
            return True
        tags = self.meanings.tags_of(key)
        return bool(tags & ~_TALK) if self.plain else tags != 0

    def _is_unknown(self, key: str) -> bool:
        return not self._is_known(key)

    def _is_a_face(self, mentions: Sequence[Mention], at: int) -> bool:
        """Whether a part of a name is rather somebody's: "Nguyễn Thị Đào", "Nghệ An"."""
        if not self.tokens[at].title or self.shouts:
            return False
        if mentions[0].full:  # "cho chi Ngan 2 con"
            before = self.out[-1] if self.out else None
            person = before is not None and before.kind == k.WORDS and before.tags & (t.PERSON | t.KIN)
            return self.plain and bool(person)
        if not self.out:  # "Bạch Mai, HN"
            after = at + 1
            return (
                after < len(self.tokens)
                and self.tokens[after].title
                and not self._is_known(self.keys[after])
                and not self.catalogue.names.longest(self.keys, after, plain=self.plain)[1]
            )
        if at + 1 < len(self.tokens) and self.tokens[at + 1].title and self.out[-1].kind == k.NUM:
            return True
        return self.out[-1].kind not in (k.STOP, k.NUM, k.UNITED, k.NAME)

    def _is_name(self, mentions: Sequence[Mention], entries: Sequence[Entry], at: int, length: int) -> bool:
        """Whether a word that is both a name and something else is the name here."""
        if any(mention.alone for mention in mentions) and not self.plain:
            return True
        tags = 0
        for entry in entries:
            tags |= entry.tags
        if tags & t.UNIT:
            return bool(mentions[0].full) or (bool(self.out) and self.out[-1].kind == k.UNITED)
        if (
            tags & t.HALF
            and at + 1 < len(self.keys)
            and (self.keys[at + 1] in GROUPS_OF or self.measure_at(at + 1))
        ):
            return False  # "mac khen nua chuc": no bamboo
        if self.plain and not mentions[0].full and tags & _RATHER_SAID:
            return False  # "2 goi nua" is nữa, "bot 1 goi" bớt, whatever longer name has such a word
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
            or self.out[-1].tags & (t.BUY | t.DROP | t.SWAP | t.KEEP | t.VARIANT)
        ):
            return True
        after = at + length
        return after < len(self.tokens) and (
            self.tokens[after].kind == NUMBER
            or self.keys[after] in _BESIDE_A_NAME
            or (bool(self.catalogue.sizes) and self.keys[after] in LETTERS)
            or (self.plain and bool(self.tags_at(after) & t.SIZE))
        )

    def _entry(self, at: int, length: int, entry: Entry) -> int:
        tags, number, unit, measure = entry.tags, entry.number, entry.unit, entry.measure
        if self.plain or (unit and length == 1 and key_of(unit) != self.keys[at]):
            tags = self._settle_bare(tags, at, unit)
        if self.plain and self.keys[at] == "nhieu" and self._asks_how_much(at):
            tags = t.ASK
        if tags & (t.COUNT | t.HALF):
            after = read_count_words(self, at, length, tags, number)
            if after:
                return after
        if measure is not None and tags & t.MEASURE and self.out:
            before = self.out[-1]
            if before.kind == k.UNITED and self.ends[-1] == at and not tags & t.PERSON:  # chai lít, bịch ký
                self.amount(at, at + length, measure, measure.milli)
                return at + length
        if measure is not None and tags & t.MEASURE and length == 1 and len(self.keys[at]) > 1:
            after = self._bare_measure(at, measure)
            if after:
                return after
        if length == 1 and is_the_small_one(self, at):
            self.put(k.SIZED, at, at + 1, t.SIZE | t.SMALL)
        elif tags & t.SIZE and (length > 1 or self._after_ware(tags)):
            self.put(k.SIZED, at, at + length, tags & (t.SIZE | t.LARGE | t.SMALL | t.MIDDLE))
        elif tags & t.UNIT and unit:
            if tags & t.PERSON and (
                not self._unit_here(at, length) or (unit == "con" and "con" not in self.catalogue.units)
            ):
                self.put(k.WORDS, at, at + length, tags & ~t.UNIT)
            else:
                self.put(k.UNITED, at, at + length, tags).unit = unit
        else:
            chunk = self.put(k.WORDS, at, at + length, tags)
            if tags & t.EACH and length > 1:
                chunk.unit = self.keys[at + 1]
        return at + length

    def _asks_how_much(self, at: int) -> bool:
        """ "so 8 nhieu e": nhiêu rather than nhiều."""
        before = self.out[-1] if self.out else None
        if before is None or before.kind not in (k.CODE, k.NAME, k.UNITED, k.AMOUNT):
            return False
        return at + 1 == len(self.tokens) or bool(self.tags_at(at + 1) & (t.PERSON | t.FILLER))

    def _bare_measure(self, at: int, measure: Measure) -> int:
        """A measure without a number: "ký rưỡi", "ký mực", "mực lấy ký"; or 0."""
        after = at + 1
        before = self.out[-1] if self.out else None
        if after < len(self.keys) and self.keys[after] in AND_HALF:
            self.amount(at, after + 1, measure, measure.milli + measure.milli // 2)
            return after + 1
        if self.plain and self.keys[at] not in _BARE_MEASURES:
            return 0
        if before is not None and not (before.kind == k.STOP or before.tags & (t.BUY | t.GIVE | t.PERSON)):
            return 0
        if after == len(self.keys):
            beside = before is not None and bool(before.tags & t.BUY)
        else:
            beside = self.catalogue.names.longest(self.keys, after, plain=self.plain)[1] > 0
        if beside:
            self.amount(at, after, measure, measure.milli)
            return after
        return 0

    def _settle_bare(self, tags: int, at: int, unit: str) -> int:
        """A word typed without marks is several words; what it most likely is here."""
        after_number = bool(self.out) and self.out[-1].kind == k.NUM and self.ends[-1] == at
        if tags & t.PERSON and self.out and self.out[-1].tags & (t.BUY | t.GIVE):
            tags &= ~(t.NUMBERED | t.ADDRESS | t.SIZE)  # "cho to 2" is tớ rather than tổ or to
        sized = tags & t.SIZE and self._after_ware(tags)
        other = tags & (t.DROP | t.INTO | t.SWAP | t.FIX) or not self._is_pack(unit)
        if tags & t.UNIT and other and not after_number and not sized:
            tags &= ~t.UNIT
        elif tags & t.UNIT and tags & t.KIN and self.keys[at] not in self.catalogue.bare_units:
            tags &= ~t.UNIT  # "cho 4 ong" are people
        if sized:
            tags &= ~(t.IF | t.FOR | t.USE)  # "hu nho" is nhỏ rather than nhỡ, nhờ, nhớ
        return settled(tags)

    def _is_pack(self, unit: str) -> bool:
        return unit in PACKS or key_of(unit) in self.catalogue.units

    def _unit_here(self, at: int, length: int) -> bool:
        """Whether a word that is a person and a pack ("tui", "con") is the pack."""
        before = self.out[-1] if self.out else None
        if before is not None and before.kind == k.NUM and self.ends[-1] == at:
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
