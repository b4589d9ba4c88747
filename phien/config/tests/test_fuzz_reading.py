"""`phien fuzz-reading`: a few thousand mutated comments, and that it would notice."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from phien.config.cli.fuzz import fuzz
from phien.config.fuzz.mutations import LONG, blown_up, mutated
from phien.config.fuzz.round import Round, run, shops
from phien.config.fuzz.sheets import SHEETS, said_in
from phien.config.fuzz.watchdog import TooSlow, Watchdog
from phien.reading.contracts import Reading
from phien.reading.reader import Reader

FAST_ENOUGH_MS = 1_000.0  # a test's machine may be anything; the bound is the command's to measure


def _figures(*arguments: str) -> dict[str, object]:
    shown = CliRunner().invoke(fuzz, ["--json", "--most-ms", str(FAST_ENOUGH_MS), *arguments])
    assert (shown.exit_code, shown.exception) == (0, None), shown.output
    return json.loads(shown.stdout)


def test_the_same_seed_reads_the_same_by_one_process_and_by_two():
    found = _figures("--count", "2300", "--seed", "3")
    again = _figures("--count", "2300", "--seed", "3", "--processes", "2")
    assert (found["comments"], found["failed"]) == (2300, 0)
    assert found["digest"] == again["digest"]
    assert found["digest"] != _figures("--count", "300", "--seed", "4")["digest"]


@pytest.mark.parametrize("number", range(len(SHEETS)))
def test_nothing_is_found_in_any_shop(number):
    found = run(Round(5, number, 300, FAST_ENOUGH_MS, shops()))
    assert (found.n, found.failures) == (300, [])


def test_a_failure_is_told_with_its_text_and_its_round_can_be_run_alone(monkeypatch):
    honest = Reader.read

    def lying(self, text, **given):
        reading = honest(self, text, **given)
        return replace(reading, items=(("Z9", 0),)) if "2" in text and given["author"] != "host" else reading

    monkeypatch.setattr(Reader, "read", lying)
    shown = CliRunner().invoke(fuzz, ["--count", "4100", "--only", "2", "--most-ms", str(FAST_ENOUGH_MS)])
    assert shown.exit_code == 1
    assert "comments=100" in shown.stdout
    assert re.search(r"^round 2, colours, by itself too: .*Z9", shown.stderr, re.MULTILINE)
    assert re.search(r'^ {4}".*2.*"', shown.stderr, re.MULTILINE)


def test_what_raises_is_a_failure_and_the_round_goes_on(monkeypatch):
    honest = Reader.read

    def raising(self, text, **given):
        if "2" in text:
            raise ZeroDivisionError("of all things")
        return honest(self, text, **given)

    monkeypatch.setattr(Reader, "read", raising)
    found = run(Round(5, 0, 100, FAST_ENOUGH_MS, shops()))
    assert found.n == 100
    assert 0 < found.failed < 100
    assert {failure.said for failure in found.failures} == {"raises ZeroDivisionError: of all things"}


def test_a_comment_that_never_ends_is_told_too(monkeypatch):
    honest = Reader.read

    def looping(self, text, **given):
        while "nha" in text:
            pass
        return honest(self, text, **given)

    monkeypatch.setattr(Reader, "read", looping)
    found = run(Round(5, 0, 20, 20.0, shops()))
    assert found.n == 20
    assert {failure.said for failure in found.failures} == {"takes more than 20 ms of CPU"}
    assert all("nha" in failure.text for failure in found.failures)


def test_a_search_that_goes_astray_is_stopped():
    with Watchdog(20.0) as watchdog, pytest.raises(TooSlow):
        watchdog.watch(lambda: re.match(r"(a+)+$", "a" * 60 + "b"))
    assert 10 <= watchdog.ms < 1_000  # the timer counts in ticks of some milliseconds


def test_time_that_grows_with_the_square_is_told(monkeypatch):
    def squaring(self, text, **given):
        for _ in range(len(text) ** 2 // 200):
            pass
        return Reading("other", (), None, False, "", ())

    monkeypatch.setattr(Reader, "read", squaring)
    found = run(Round(5, 0, 1, 5_000.0, shops()))
    assert any("times as long as its first quarter" in failure.said for failure in found.failures)


def test_a_shop_of_ones_own_is_read_too(tmp_path):
    sheet = {"items": [{"code": "T1", "name": "Trà shan", "unit": "gói", "price": 90000}]}
    (tmp_path / "sheet.json").write_text(json.dumps(sheet), encoding="utf-8")
    said = [{"author": "u1", "text": "chốt 2 gói trà shan"}]
    (tmp_path / "said.jsonl").write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
    found = _figures(
        "--runsheet", str(tmp_path / "sheet.json"), "--comments", str(tmp_path / "said.jsonl"),
        "--count", str(2000 * len(SHEETS) + 50), "--only", str(len(SHEETS)),
    )  # fmt: skip
    assert (found["comments"], found["failed"]) == (50, 0)


def test_mutations_differ_and_keep_within_bounds():
    dice = random.Random(1)
    said = said_in(SHEETS["colours"], 40, dice)
    made = [mutated(dice.choice(said), said, dice) for _ in range(2_000)]
    assert len(set(made)) > 1_900
    assert max(map(len, made)) <= 2 * LONG
    assert all(len(blown_up(text, dice)) == LONG for text in made[:50] if len(text) < LONG)
    every = "".join(made)
    assert all(char in every for char in "\u200b\u202e\u0301\x00\ud800🤣<>")
