"""Valid requests of reports and the money book, for the stranger's walk."""

from typing import Any

from phien.testing.walking import Step, World

SEE = ("host", "keeper", "bookkeeper")
MONEY = ("bookkeeper",)
REPORT = "<slug:coop>/sessions/<int:session_id>/report"


def live(world: World) -> dict[str, Any]:
    assert world.order.pk  # something was sold
    return {"session_id": world.session.pk}


WALK = [
    Step(f"{REPORT}/", who=SEE, path=live),
    Step(f"{REPORT}/rows/", who=SEE, path=live),
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
