"""3,000 buyers at one instant for 2,000 jars, on the real HTTP API: exactly 2,000 sold, nobody lied to."""

import time
from collections import Counter

import pytest

from tests.conftest import Site
from tests.loads.buyers import all_at_once, run

pytestmark = pytest.mark.loads
JARS, BUYERS = 2000, 3000


def test_exactly_as_many_are_sold_as_there_are(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    session = site.new_session(stock=JARS)
    keys = [f"rush-{n}" for n in range(BUYERS)]
    began = time.monotonic()
    told = run(all_at_once(site.port, session, keys))
    took = time.monotonic() - began
    assert Counter(each.status for each in told) == {201: JARS, 409: BUYERS - JARS}
    refused = [each.body for each in told if each.status == 409]
    assert {body["code"] for body in refused} == {"waitlisted"}
    assert sorted(body["position"] for body in refused) == list(range(1, BUYERS - JARS + 1))
    assert len({each.body["order"] for each in told if each.status == 201}) == JARS

    again = run(all_at_once(site.port, session, keys[:300]))
    first = {each.key: each for each in told}
    for each in again:
        assert each.status == (200 if first[each.key].status == 201 else 409)
        assert each.body.get("order") == first[each.key].body.get("order")
    site.check()
    with capsys.disabled():
        print(f"\n{BUYERS} buyers, {JARS} jars: all answered in {took:.1f} s, generator included")


def test_a_full_line_is_sold_out(site: Site) -> None:
    session = site.new_session(stock=10)
    told = run(all_at_once(site.port, session, [f"few-{n}" for n in range(50)]))
    codes = Counter(each.body.get("code", "order") for each in told)
    assert codes == {"order": 10, "waitlisted": 10, "sold_out": 30}
    site.check()
