"""The annotated sets that were written for the reader: no change may read them worse than they were read.

Ten made-up shops, 200 comments each, by ten hands that had not seen the reader; what each had to settle
stands in its notes. They were run once before anybody read them (docs/reading.md); the figures here are of
rules that know them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from phien.reading.contracts import RunSheet
from phien.reading.reader import Stream
from phien.reading.score import Score

SETS = Path(__file__).resolve().parents[3] / "tests" / "data" / "comments"
# Of what is taken without asking, the share that is right; of what is clear, the share so taken.
LEAST = {
    "bamboo": (1.0, 0.97),
    "brocade": (0.96, 0.87),
    "farmyard": (0.98, 0.93),
    "fruit": (1.0, 0.95),
    "harbour": (0.96, 0.85),
    "orchard": (1.0, 0.94),
    "pantry": (1.0, 0.95),
    "smokehouse": (1.0, 0.98),
    "soapworks": (1.0, 0.98),
    "teahill": (0.97, 0.87),
}


def _figures(name):
    sheet = RunSheet.from_json(json.loads((SETS / f"runsheet-{name}.json").read_text(encoding="utf-8")))
    stream, score = Stream(sheet), Score()
    for line in (SETS / f"comments-{name}.jsonl").read_text(encoding="utf-8").splitlines():
        comment = json.loads(line)
        score.add(comment, stream.read(comment["author"], comment["text"], comment["pinned"]))
    return score.figures()


def test_every_set_has_its_sheet_its_notes_and_its_floor():
    named = {path.name.removeprefix("comments-").removesuffix(".jsonl") for path in SETS.glob("comments-*")}
    assert named == set(LEAST)
    assert all((SETS / f"runsheet-{name}.json").exists() for name in named)
    assert all((SETS / f"notes-{name}.md").exists() for name in named)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_set_is_read_as_well_as_before(name):
    found = _figures(name)
    precision, recall = LEAST[name]
    assert found["n"] == 200
    assert found["precision"] >= precision
    assert found["recall"] >= recall
    assert found["false_per_1000"] == 0
    assert found["phone"] == 1.0
    assert found["asked_share"] <= 0.25
