"""One JSON line an event; whose and of what; readable last words."""

import io
import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from phien.plumbing.logs import bound, formatter, new_request_id, readable_id, sentence_of


@pytest.fixture
def lines() -> Any:
    """A logger of its own and what it wrote, read as JSON."""
    log, out = logging.getLogger("phien.told"), io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    yield log, lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    log.removeHandler(handler)
    log.propagate = True


def test_an_event_is_one_json_line_that_names_its_process(lines):
    log, told = lines
    log.info("two\nlines")
    (line,) = told()
    assert list(line) == ["event", "level", "logger", "process", "pid", "at"]
    assert (line["event"], line["level"], line["logger"]) == ("two\nlines", "info", "phien.told")
    assert line["at"].endswith("Z")


def test_a_session_at_the_beginning_of_a_message_is_a_field(lines):
    log, told = lines
    log.info("session %s: desk at fence %s", 12, 7)
    log.info("%s sessions", 3)
    assert [(line["event"], line.get("session")) for line in told()] == [
        ("session 12: desk at fence 7", 12),
        ("3 sessions", None),
    ]


def test_only_known_fields_are_taken_along(lines):
    log, told = lines
    log.info("sent", extra={"order": "PD-7K3M2Q", "phone": "0900000012", "request": object()})
    (line,) = told()
    assert line["order"] == "PD-7K3M2Q"
    assert "phone" not in line
    assert "request" not in line


def test_lines_of_a_request_carry_its_id(lines):
    log, told = lines
    with bound("abcdef0123456789"):
        log.info("inside")
    log.info("outside")
    assert [line.get("request_id") for line in told()] == ["abcdef0123456789", None]


def test_a_phone_in_a_message_or_an_exception_is_masked(lines):
    log, told = lines
    try:
        raise ValueError("0900 000 012 is wrong")
    except ValueError:
        log.exception("session %s: cannot call %s", 12, "+84900000012")
    (line,) = told()
    assert line["event"] == "session 12: cannot call •••"
    assert line["exception"].splitlines()[-1] == "ValueError: ••• is wrong"
    assert "0900" not in json.dumps(line)


SENTENCES = {
    "plain words": "plain words",
    '{"event":"the desk failed","exception":"Traceback:\\n  x\\nValueError: gone"}': "ValueError: gone",
    '{"event":"lookout: no free port","level":"warning"}': "lookout: no free port",
    '{"broken': '{"broken',
    '["a"]': '["a"]',
}


@pytest.mark.parametrize(("line", "sentence"), SENTENCES.items())
def test_a_line_has_a_sentence_for_people(line, sentence):
    assert sentence_of(line) == sentence


def test_last_words_are_python_s_own_but_masked():
    program = (
        "from phien.plumbing.logs import log_as\nlog_as('edge')\n"
        "raise ModuleNotFoundError(\"No module named 'x'; call 0900000012\")"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "ModuleNotFoundError: No module named 'x'; call •••"


IDS = {
    "abcdef12": True,
    "6f1c-22.a_b": True,
    "short": False,
    "a" * 65: False,
    "a b c d e f": False,
    "": False,
}


@pytest.mark.parametrize(("text", "kept"), IDS.items())
def test_a_request_id_is_a_short_plain_word(text, kept):
    assert (readable_id(text) == text) is kept
    assert len(new_request_id()) == 16
