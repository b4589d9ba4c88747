"""Valid requests of sessions, run sheets and the studio, for the stranger's walk."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from phien.comments.models import Taught
from phien.live.actions import repeat_weekly, stop_repeating
from phien.live.models import Block, Phone
from phien.testing import factories
from phien.testing.walking import Step, World

BOTH = ("host", "keeper")


def scheduled(world: World) -> dict[str, Any]:
    return {"session_id": world.scheduled.pk}


def on_air(world: World) -> dict[str, Any]:
    return {"session_id": world.session.pk}


def row(world: World) -> dict[str, Any]:
    return {"session_id": world.scheduled.pk, "item_id": factories.items_of(world.scheduled)[0].pk}


def row_said(world: World) -> dict[str, Any]:
    return {
        "code": "A1",
        "name": "Mật ong thử",
        "price": "150k",
        "planned": 5,
        "aliases": "",
        "say": "",
    }


def what_was_said(world: World) -> dict[str, Any]:
    return {**on_air(world), "key": f"i{world.item.pk}"}


def a_plan(world: World) -> dict[str, Any]:
    return {"title": "Phiên khác", "scheduled_at": "2030-01-02T20:00"}


def a_variant(world: World) -> dict[str, Any]:
    return {"variant": world.variant.pk}


def an_earlier_sheet(world: World) -> dict[str, Any]:
    return {"from": world.session.pk}


def a_decision(world: World) -> dict[str, Any]:
    return {"comment": world.comment.pk, "decision": "as_read", "items": "A1:2"}


def decided(world: World) -> dict[str, Any]:
    return {"session_id": world.session.pk, "comment_id": world.comment.pk}


def a_block(world: World) -> dict[str, Any]:
    block = Block.every_coop.create(coop=world.coop, buyer_key="c:facebook:lan", name="Lan", reason="phá")
    return {"session_id": world.session.pk, "block_id": block.pk}


def a_weekly(world: World) -> dict[str, Any]:
    repeat_weekly(coop=world.coop, session_id=world.scheduled.pk, until=None, by=None, at=now())
    return scheduled(world)


def an_ended_weekly(world: World) -> dict[str, Any]:
    found = a_weekly(world)
    stop_repeating(coop=world.coop, session_id=world.scheduled.pk, by=None, at=now())
    return found


def another_phone(world: World) -> dict[str, Any]:
    """The host's own, signed in by a link."""
    at = now()
    row = Phone.every_coop.create(
        coop=world.coop,
        session=world.session,
        person=world.somebody("host"),
        digest="d" * 64,
        made_at=at,
        expires_at=at + timedelta(minutes=5),
        used_at=at,
        sign_in="k" * 32,
    )
    return {**on_air(world), "phone_id": row.pk}


def a_word(world: World) -> dict[str, Any]:
    word = Taught.every_coop.create(
        coop=world.coop,
        variant=world.variant,
        words="ghè lùn",
        key="ghe1 lun1",
        session_id=world.session.pk,
        at=now(),
    )
    return {"session_id": world.session.pk, "word_id": word.pk}


def a_word_and_a_comment(world: World) -> dict[str, Any]:
    return {**a_word(world), "comment_id": world.comment.pk}


def a_lesson(world: World) -> dict[str, Any]:
    return {"picked": "1", "word": ["0"], "code": "A1", "qty": "2", "do": "once"}


SESSIONS = "<slug:coop>/sessions/"
ONE = f"{SESSIONS}<int:session_id>/"
ITEM = f"{ONE}items/<int:item_id>/"
WORD = f"{ONE}words/<int:word_id>/"
STUDIO = f"{ONE}studio/"
WALK = [
    Step(SESSIONS, who=BOTH),
    Step(f"{SESSIONS}new/", who=BOTH),
    Step(f"{SESSIONS}new/", "POST", who=BOTH, body=a_plan),
    Step(ONE, who=BOTH, path=scheduled),
    Step(f"{ONE}plan/", "POST", who=BOTH, path=scheduled, body=a_plan),
    Step(f"{ONE}removal/", "POST", who=BOTH, path=scheduled),
    Step(f"{ONE}copy/", "POST", who=BOTH, path=scheduled, body=an_earlier_sheet),
    Step(f"{ONE}link/", who=BOTH, path=scheduled),
    Step(f"{ONE}sheet.pdf", who=BOTH, path=scheduled),
    Step(f"{ONE}variants/", who=BOTH, path=scheduled, query="?find=mat"),
    Step(f"{ONE}repeat/", "POST", who=BOTH, path=scheduled, body=lambda world: {"until": ""}),
    Step(f"{ONE}repeat/end/", "POST", who=BOTH, path=a_weekly),
    Step(f"{ONE}repeat/return/", "POST", who=BOTH, path=an_ended_weekly),
    Step(f"{ONE}items/", "POST", who=BOTH, path=scheduled, body=a_variant),
    Step(ITEM, "POST", who=BOTH, path=row, body=row_said),
    Step(f"{ITEM}place/", "POST", who=BOTH, path=row, body=lambda world: {"way": "up"}),
    Step(f"{ITEM}removal/", "POST", who=BOTH, path=row),
    Step(f"{ONE}opening/", "POST", who=("host",), path=scheduled),
    Step(f"{ONE}closing/", "POST", who=("host",), path=on_air, desk={"state": "closed"}),
    Step(f"{ONE}reopening/", "POST", who=("host",), path=on_air, desk={"state": "open"}),
    Step(STUDIO, who=BOTH, path=on_air),
    Step(f"{STUDIO}parts/<str:name>/", who=BOTH, path=lambda world: {**on_air(world), "name": "review"}),
    Step(f"{STUDIO}ticket/", who=BOTH, path=on_air),
    Step(f"{STUDIO}phone/", who=BOTH, path=on_air),
    Step(f"{STUDIO}phone/", "POST", who=BOTH, path=on_air),
    Step(f"{STUDIO}phones/", who=BOTH, path=on_air),
    Step(f"{STUDIO}phones/<int:phone_id>/end/", "POST", who=BOTH, path=another_phone),
    Step(
        f"{STUDIO}pin/",
        "POST",
        who=BOTH,
        path=on_air,
        body=lambda world: {"code": "A1"},
        desk={"pinned": "A1"},
    ),
    Step(
        f"{STUDIO}prices/",
        "POST",
        who=BOTH,
        path=on_air,
        body=lambda world: {"code": "A1", "price": "140k"},
        desk={"code": "A1", "price": 140_000},
    ),
    Step(
        f"{STUDIO}allotments/",
        "POST",
        who=BOTH,
        path=on_air,
        body=lambda world: {"code": "A1", "qty": 2, "way": "free"},
        desk={"code": "A1", "left": 22},
    ),
    Step(
        f"{STUDIO}items/",
        "POST",
        who=BOTH,
        path=on_air,
        body=lambda world: {"variant": world.variant.pk, "price": "140k", "qty": 2, "way": "free"},
        desk={"code": "A2", "left": 2},
    ),
    Step(
        f"{STUDIO}stops/",
        "POST",
        who=BOTH,
        path=on_air,
        body=lambda world: {"code": "A1"},
        desk={"code": "A1", "left": 20, "waiting": 2},
    ),
    Step(
        f"{STUDIO}resumptions/",
        "POST",
        who=BOTH,
        path=on_air,
        body=lambda world: {"code": "A1"},
        desk={"code": "A1", "left": 20},
    ),
    Step(
        f"{STUDIO}changes/<str:command>/return/",
        "POST",
        who=BOTH,
        path=lambda world: {**on_air(world), "command": "k1"},
        desk={"pinned": ""},
    ),
    Step(f"{STUDIO}decisions/", "POST", who=BOTH, path=on_air, body=a_decision, desk={"outcome": "order"}),
    Step(
        f"{STUDIO}decisions/<int:comment_id>/undoing/",
        "POST",
        who=BOTH,
        path=decided,
        desk={"outcome": "review"},
    ),
    Step(
        f"{STUDIO}comments/<int:comment_id>/hiding/",
        "POST",
        who=BOTH,
        path=decided,
        desk={"outcome": "hidden"},
    ),
    Step(
        f"{STUDIO}comments/<int:comment_id>/showing/",
        "POST",
        who=BOTH,
        path=decided,
        desk={"outcome": "shown"},
    ),
    Step(
        f"{STUDIO}comments/<int:comment_id>/blocking/",
        "POST",
        who=("keeper",),
        path=decided,
        body=lambda world: {"reason": "Phá phiên"},
        desk={},
    ),
    Step(f"{STUDIO}teaching/<int:comment_id>/", who=BOTH, path=decided),
    Step(
        f"{STUDIO}teaching/<int:comment_id>/",
        "POST",
        who=BOTH,
        path=decided,
        body=a_lesson,
        desk={"outcome": "order"},
    ),
    Step(f"{ONE}words/", who=BOTH, path=on_air),
    Step(f"{WORD}forgetting/", "POST", who=BOTH, path=a_word, desk={"word": 1}),
    Step(f"{WORD}remembering/", "POST", who=BOTH, path=a_word, desk={"word": 1}),
    Step(
        f"{WORD}comments/<int:comment_id>/",
        "POST",
        who=BOTH,
        path=a_word_and_a_comment,
        body=lambda world: {"items": "A1:2"},
        desk={"outcome": "order"},
    ),
    Step(
        f"{WORD}comments/<int:comment_id>/return/",
        "POST",
        who=BOTH,
        path=a_word_and_a_comment,
        desk={"outcome": "review"},
    ),
    Step(f"{STUDIO}blocks/<int:block_id>/lifting/", "POST", who=("keeper",), path=a_block, desk={}),
    Step(f"{STUDIO}said/", "POST", who=BOTH, path=on_air, body=lambda world: {"item": world.item.pk}),
    Step(f"{STUDIO}said/<str:key>/return/", "POST", who=BOTH, path=what_was_said),
]
