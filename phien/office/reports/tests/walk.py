"""Valid requests of reports and the money book, for the stranger's walk."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from phien.office.reports.tests.reading_rows import edited, say
from phien.reading.reasons import SENTENCES
from phien.testing import factories
from phien.testing.walking import Step, World

SEE = ("host", "keeper", "bookkeeper")
MONEY = ("bookkeeper",)
REPORT = "<slug:coop>/sessions/<int:session_id>/report"


def live(world: World) -> dict[str, Any]:
    assert world.order.pk  # something was sold
    return {"session_id": world.session.pk}


def spoken(world: World) -> dict[str, Any]:
    """Comments of every kind, one of which people set right; words that nobody knew; a live before."""
    session, order, at = world.session, world.order, now()
    say(session, "A1 mật zoăn", at, order=order, items=(("A1", 1),))
    say(session, "A1 hai chai nha, giao 12 đường Thử", at, order=order, items=(("A1", 2),))
    say(session, "giá sao shop", at, outcome="question")
    for reason in list(SENTENCES)[:8]:
        say(session, "lấy zoăn với phốtxa", at, outcome="review", reason=reason)
    say(session, "2", at, outcome="other", decision="dropped", decided_after=70, reason="bare_number")
    edited(order, {"A1": 2}, {"A1": 1}, at + timedelta(minutes=1), by=world.somebody("keeper"))
    before = factories.make_session(
        world.coop, [(factories.make_variant(world.coop, stock=9), 5)], open=True, at=at - timedelta(days=7)
    )
    say(before, "A1", at - timedelta(days=7), outcome="review", reason="unsure")
    before.state, before.closed_at = "closed", at - timedelta(days=6)
    before.save()
    return live(world)


WALK = [
    Step(f"{REPORT}/", who=SEE, path=live),
    Step(f"{REPORT}/rows/", who=SEE, path=live),
    Step(f"{REPORT}/reading/", who=SEE, path=spoken),
    Step(f"{REPORT}/reading/words/", who=SEE, path=spoken),
    Step(f"{REPORT}.pdf", who=SEE, path=live),
    Step(f"{REPORT}.xlsx", who=SEE, path=live),
    Step("<slug:coop>/figures/", who=MONEY),
    Step("<slug:coop>/figures/export.xlsx", who=MONEY),
    Step(
        "<slug:coop>/figures/<int:year>-<int:month>-<int:day>/",
        who=MONEY,
        path=lambda world: {"year": 2026, "month": 11, "day": 30},
        foreign=200,  # a day is everybody's; the figures are one's own cooperative's
    ),
]
