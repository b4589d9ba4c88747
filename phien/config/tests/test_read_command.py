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
