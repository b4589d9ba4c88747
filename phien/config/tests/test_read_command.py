"""`phien read`: comments in, one JSON object a line out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from phien.config.cli.read import read

SHEET = {
    "items": [
        {
            "code": "A1",
            "name": "Mật nhãn 500 ml",
            "aliases": ["mật nhãn"],
            "unit": "chai",
            "net": None,
            "price": 90000,
        }
    ]
}
ROWS = [
    {"id": "c1", "author": "u1", "text": "A1 2 chai, 0912000111", "pinned": None, "intent": "order",
     "items": [{"code": "A1", "qty": 2}], "phone": "+84912000111", "review": False},
    {"id": "c2", "author": {"id": "u1", "name": "Người mua thử 1"}, "text": "huỷ nha", "pinned": "A1",
     "intent": "cancel", "items": [], "phone": None, "review": False},
    {"id": "c3", "author": "u2", "text": "2", "pinned": "A1", "intent": "order",
     "items": [{"code": "A1", "qty": 2}], "phone": None, "review": True},
]  # fmt: skip


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(SHEET), encoding="utf-8")
    return str(path)


def _lines(rows) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"


def test_each_comment_is_answered_in_order(sheet):
    result = CliRunner().invoke(read, ["--runsheet", sheet, "--comments", "-"], input=_lines(ROWS))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0] == {
        "id": "c1",
        "intent": "order",
        "items": [{"code": "A1", "qty": 2}],
        "phone": "+84912000111",
        "review": False,
        "spans": [
            {"start": 0, "end": 2, "kind": "code"},
            {"start": 3, "end": 4, "kind": "quantity"},
            {"start": 5, "end": 9, "kind": "unit"},
            {"start": 11, "end": 21, "kind": "phone"},
        ],
    }
    assert [(answer["id"], answer["intent"], answer["review"]) for answer in answers[1:]] == [
        ("c2", "cancel", False),
        ("c3", "order", True),
    ]


def test_the_score_goes_to_standard_error(sheet, tmp_path):
    comments = tmp_path / "comments.jsonl"
    comments.write_text(_lines(ROWS), encoding="utf-8")
    result = CliRunner().invoke(read, ["--runsheet", sheet, "--comments", str(comments), "--score"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    assert {"precision=1", "recall=1", "false_per_1000=0", "review_share=0.3333"} <= set(
        result.stderr.splitlines()
    )


TABLE = """
              read as
annotated as    order   change   cancel question    other      all   recall
order               2        .        .        .        .        2    1.000
change              .        .        .        .        .        0        -
cancel              .        .        1        .        .        1    1.000
question            .        .        .        .        .        0        -
other               .        .        .        .        .        0        -
all                 2        0        1        0        0        3
precision       1.000        -    1.000        -        -

asked because          times
bare_number                1  Only a number: an order, or an answer to you?
"""


def test_the_table_shows_intents_by_themselves_and_why_people_were_asked(sheet):
    result = CliRunner().invoke(
        read, ["--runsheet", sheet, "--comments", "-", "--score", "--table"], input=_lines(ROWS)
    )
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr.endswith(TABLE)
    assert max(map(len, result.stderr.splitlines())) <= 80


def test_where_nobody_is_asked_the_table_says_so(sheet):
    result = CliRunner().invoke(
        read, ["--runsheet", sheet, "--comments", "-", "--score", "--table"], input=_lines(ROWS[:2])
    )
    assert result.stderr.endswith("\n\nNobody was asked about any comment.\n")


def test_several_sets_are_scored_each_and_together(sheet, tmp_path):
    arguments = ["--score"]
    for name, rows in (("one.jsonl", ROWS), ("two.jsonl", ROWS[:1])):
        (tmp_path / name).write_text(_lines(rows), encoding="utf-8")
        arguments += ["--runsheet", sheet, "--comments", str(tmp_path / name)]
    result = CliRunner().invoke(read, arguments)
    assert len(result.stdout.splitlines()) == 4
    shown = result.stderr.splitlines()
    assert shown[0].startswith("one.jsonl n=3 precision=1 recall=1 ")
    assert shown[1].startswith("two.jsonl n=1 precision=1 recall=1 ")
    assert {"n=4", "review_share=0.25", "asked_share=0.25"} <= set(shown[2:])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--comments", "-"], "1 run sheets and 2 sets of comments"),
        (["--table"], "--table shows the score: add --score."),
    ],
)
def test_what_does_not_go_together_is_said(sheet, arguments, sentence):
    result = CliRunner().invoke(read, ["--runsheet", sheet, "--comments", "-", *arguments], input="")
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_reasons_and_options_are_shown_on_request(sheet):
    result = CliRunner().invoke(
        read, ["--runsheet", sheet, "--comments", "-", "--why"], input=_lines(ROWS[2:])
    )
    answer = json.loads(result.stdout)
    assert (answer["reason"], answer["options"]) == ("bare_number", [[{"code": "A1", "qty": 2}]])


@pytest.mark.parametrize(
    ("comments", "sentence"),
    [
        ("{no json}\n", "Line 1 of the comments is no JSON"),
        ("[]\n", "Line 1 of the comments is no JSON object"),
        ('{"id": "c1"}\n', "Comment 1 has no author or no text"),
    ],
)
def test_comments_that_cannot_be_read_are_named(sheet, comments, sentence):
    result = CliRunner().invoke(read, ["--runsheet", sheet, "--comments", "-"], input=comments)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_a_score_needs_annotated_comments(sheet):
    bare = _lines([{"id": "c1", "author": "u1", "text": "A1"}])
    result = CliRunner().invoke(read, ["--runsheet", sheet, "--comments", "-", "--score"], input=bare)
    assert result.exit_code == 1
    assert "Comment 1 is not annotated" in result.stderr


def test_a_broken_run_sheet_is_named(tmp_path):
    path = tmp_path / "sheet.json"
    path.write_text('{"items": [{"code": "A1"}]}', encoding="utf-8")
    result = CliRunner().invoke(read, ["--runsheet", str(path), "--comments", "-"], input="")
    assert result.exit_code == 1
    assert "The run sheet cannot be read" in result.stderr


def test_reading_needs_no_django():
    code = "import sys, phien.config.cli.read; print([m for m in sys.modules if m.startswith('django')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
