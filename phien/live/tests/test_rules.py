"""The run sheet's rules: codes, aliases, prices, ready or not."""

from datetime import UTC, datetime, timedelta

import pytest

from phien.live.errors import CodeNotValid
from phien.live.rules import (
    SheetLine,
    check_sheet,
    clean_aliases,
    clean_code,
    price_now,
    ready,
    suggest_code,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "code"), [(" a 1 ", "A1"), ("b12", "B12"), ("7", "7"), ("set-2", "SET-2")])
def test_a_code_is_cleaned(typed, code):
    assert clean_code(typed) == code


@pytest.mark.parametrize("typed", ["", "  ", "mật", "A1!", "-A", "ABCDEFGHI"])
def test_what_nobody_can_say_is_no_code(typed):
    with pytest.raises(CodeNotValid):
        clean_code(typed)


def test_aliases_lose_empties_and_repeats_and_keep_their_order():
    assert clean_aliases(" ong cf,, Mật  cf ; ONG CF\nmật") == ["ong cf", "Mật cf", "mật"]


@pytest.mark.parametrize(
    ("taken", "code"),
    [([], "A1"), (["A1", "A2"], "A3"), (["A1", "A3"], "A2"), (["B1", "A1"], "B2"), (["SET"], "A1")],
)
def test_the_next_code_is_suggested(taken, code):
    assert suggest_code(taken) == code


@pytest.mark.parametrize(("minutes", "price"), [(1, 139_000), (-1, 145_000), (0, 145_000)])
def test_a_flash_price_ends(minutes, price):
    until = NOON + timedelta(minutes=minutes)
    assert price_now(price=145_000, flash_price=139_000, flash_until=until, at=NOON) == price


def line(code, *, planned=5, free=10, price=145_000, aliases=(), variant=None):
    variant = variant if variant is not None else hash(code)
    return SheetLine(
        code=code, name=code, aliases=aliases, planned=planned, free=free, price=price, variant=variant
    )


@pytest.mark.parametrize(
    ("lines", "open_it", "said"),
    [
        ([], False, ["No item yet. Add what you will sell."]),
        ([line("A1", planned=0)], False, ["Say of at least one item how many go into this live."]),
        ([line("A1", planned=11)], False, ["A1: 11 planned, only 10 free in the store."]),
        (
            [line("A1", planned=6, variant=1), line("A2", planned=6, variant=1)],
            False,
            ["A1, A2: 12 planned, only 10 free in the store."],
        ),
        ([line("A1", planned=10)], True, ["A1: the whole store goes into this live."]),
        ([line("A1"), line("A2", planned=0)], True, ["A2: none planned, viewers will see “sold out”."]),
        ([line("A1", price=0)], True, ["A1: the price is 0 ₫."]),
        (
            [line("A1", aliases=("Mật ong",)), line("A2", aliases=("mật ong",))],
            True,
            ["“Mật ong” means A1, A2: who types that will be asked again."],
        ),
    ],
)
def test_the_check_names_what_lacks(lines, open_it, said):
    notes = check_sheet(lines)
    assert ready(notes) is open_it
    words = [note.sentence.format(**note.details).casefold() for note in notes if note.weight != "good"]
    assert words == [sentence.casefold() for sentence in said]
