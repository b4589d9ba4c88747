"""Valid requests of the screens from order to van, for the stranger's walk."""

from typing import Any

from django.utils import timezone

from phien.activity.actions import record
from phien.coops.models import Coop
from phien.live.models import Block
from phien.orders.models import Handover, KeptFilter, Order, Round, Shortage
from phien.payments.models import Receipt
from phien.shipping.models import PrintRun
from phien.testing import factories
from phien.testing.walking import Asked, Step, World

KEEPER, PACKER, BOOKKEEPER = "keeper", "packer", "bookkeeper"
LISTS = (KEEPER, BOOKKEEPER)
PACK = (PACKER, KEEPER)
LOOK = (KEEPER, BOOKKEEPER, PACKER)


def held(world: World) -> dict[str, Any]:
    return {"code": world.order.code}


def confirmed(world: World) -> dict[str, Any]:
    return {"code": world.confirmed.code}


def packed(world: World) -> dict[str, Any]:
    return {"code": world.packed.code}


def sent(world: World) -> dict[str, Any]:
    order = factories.make_order(
        world.session, held=False, state="handed_over", handed_over_at=timezone.now()
    )
    return {"code": order.code}


def reached(world: World) -> dict[str, Any]:
    Order.objects.of(world.coop).filter(pk=world.order.pk).update(contacted_at=timezone.now())
    return held(world)


def received(world: World) -> dict[str, Any]:
    order, coop = world.order, Coop.objects.get(pk=world.coop.pk)
    Order.objects.of(coop).filter(pk=order.pk).update(
        paid=1000, money_at=timezone.now(), state_before_money="held"
    )
    made = Receipt.every_coop.create(coop=coop, order=order, amount=1000)
    return {"code": order.code, "receipt_id": made.pk}


def one_of(which: Asked) -> Asked:
    """The same order as a ticked row of a form."""
    return lambda world: {"code": [which(world)["code"]]}


EDITED = {"outcome": "edited", "total": 1, "paid": 0, "lacking": {}, "limited": {}}


def quantities(world: World) -> dict[str, Any]:
    return {f"line-{line.pk}": 2 for line in world.order.lines.all()} | {"add_qty": "1"}


def called(world: World) -> dict[str, Any]:
    return ADDRESS | {"source": "phone", "session": world.session.pk, "item-A1": 1}


def another(world: World) -> dict[str, Any]:
    return {"other": factories.make_order(world.session).code}


def both(world: World) -> dict[str, Any]:
    return held(world) | another(world)


def blocked(world: World) -> dict[str, Any]:
    made = Block.every_coop.create(coop=world.coop, buyer_key="b:1", name="Thử", reason="phá")
    return {"block_id": made.pk}


def rewritten(world: World) -> dict[str, Any]:
    before = dict.fromkeys(("buyer_name", "phone", "street", "commune", "province", "note"), "")
    found = held(world)
    Order.every_coop.filter(code=found["code"]).update(address_before=before)
    return found


def blocked_buyer(world: World) -> dict[str, Any]:
    return {**held(world), **blocked(world)}


def edited(world: World) -> dict[str, Any]:
    record(
        coop=world.coop,
        kind="order.edited",
        subject="order",
        subject_id=world.order.pk,
        at=timezone.now(),
        facts={"before": [], "after": []},
    )
    return held(world)


def kept(world: World) -> dict[str, Any]:
    made = KeptFilter.every_coop.create(
        coop=world.coop, person=world.colleague, name="Chung", query="state=held", shared=True
    )
    return {"filter_id": made.pk}


def removed(world: World) -> dict[str, Any]:
    path = kept(world)
    KeptFilter.every_coop.filter(pk=path["filter_id"]).update(removed_at=timezone.now())
    return path


def round_of(does: str) -> Asked:
    """A round of the held order, not run."""
    return lambda world: {
        "round_id": Round.every_coop.create(
            coop=world.coop, person=world.colleague, does=does, orders=[world.order.pk], words="Chào {tên}"
        ).pk
    }


def done_round(world: World) -> dict[str, Any]:
    path = round_of("contact")(world)
    reached(world)
    Round.every_coop.filter(pk=path["round_id"]).update(done=[world.order.pk], run_at=timezone.now())
    return path


def message_to(world: World) -> dict[str, Any]:
    return {**round_of("message")(world), **held(world)}


def sent_to(world: World) -> dict[str, Any]:
    return {**round_of("message")(world), **reached(world)}


def in_hand(world: World) -> dict[str, Any]:
    order = factories.make_order(world.session, held=False)
    Order.objects.of(world.coop).filter(pk=order.pk).update(
        packer=factories.make_person(world.coop, "packer"), packer_since=timezone.now()
    )
    return {"code": order.code}


def short(world: World) -> dict[str, Any]:
    """Two of three are awaited, as the desk leaves it."""
    order = factories.make_order(world.session, [(world.item, 3)], held=False)
    line = order.lines.get()
    Shortage.every_coop.create(
        coop=world.coop,
        order=order,
        allotment_id=line.allotment_id,
        name=line.name,
        price=line.price,
        qty=2,
        what="wait",
    )
    return {"code": order.code}


def one_short(world: World) -> dict[str, Any]:
    code = short(world)["code"]
    return {"code": code, "shortage_id": Shortage.objects.of(world.coop).get(order__code=code).pk}


def line_of(world: World) -> dict[str, Any]:
    line = world.confirmed.lines.get()
    return {"line": line.pk, "qty": 1, "what": "leave", "key": "walk"}


def handed(world: World) -> dict[str, Any]:
    made = Handover.every_coop.create(coop=world.coop, carrier="ghn", at=timezone.now())
    code = sent(world)["code"]
    Order.objects.of(world.coop).filter(code=code).update(handover=made)
    return {"handover_id": made.pk}


def printed(world: World) -> dict[str, Any]:
    made = PrintRun.every_coop.create(
        coop=world.coop, papers="labels", paper="a6", codes=[world.confirmed.code]
    )
    return {"run_id": made.pk}


ADDRESS = {
    "name": "Người mua thử 12",
    "phone": "0900 000 012",
    "street": "12 Đường Thử",
    "commune": "Phường Pleiku",
    "province": "Gia Lai",
}
ORDER = "<slug:coop>/orders/<str:code>/"
CALL = "<slug:coop>/calls/<str:code>/"
ROOM = "<slug:coop>/packing/"
FILTERS = "<slug:coop>/orders/filters/"
ROUNDS = "<slug:coop>/orders/rounds/"

WALK = [
    Step("<slug:coop>/orders/", who=LISTS),
    Step("<slug:coop>/orders/export/", who=LISTS),
    Step(
        "<slug:coop>/orders/export/",
        "POST",
        who=LISTS,
        body=lambda world: {"form": "xlsx", "it": world.order},
    ),
    Step(FILTERS, "POST", who=LISTS, body=lambda world: {"name": "Chờ tiền", "query": "state=held"}),
    Step(f"{FILTERS}<int:filter_id>/", "POST", who=LISTS, path=kept, body=lambda world: {"name": "Khác"}),
    Step(f"{FILTERS}<int:filter_id>/removal/", "POST", who=LISTS, path=kept),
    Step(f"{FILTERS}<int:filter_id>/return/", "POST", who=LISTS, path=removed),
    Step(ROUNDS, "POST", who=(KEEPER,), body=lambda world: {"do": "confirm", "code": [held(world)["code"]]}),
    Step(f"{ROUNDS}<int:round_id>/", who=(KEEPER,), path=round_of("message")),
    Step(
        f"{ROUNDS}<int:round_id>/",
        "POST",
        who=(KEEPER,),
        path=round_of("cancel"),
        body=lambda world: {"reason": "khách báo thôi"},
        desk={"outcome": "cancelled"},
    ),
    Step(f"{ROUNDS}<int:round_id>/undoing/", "POST", who=(KEEPER,), path=done_round),
    Step(f"{ROUNDS}<int:round_id>/<str:code>/sent/", "POST", who=(KEEPER,), path=message_to),
    Step(f"{ROUNDS}<int:round_id>/<str:code>/sent/undoing/", "POST", who=(KEEPER,), path=sent_to),
    Step(f"{ROUNDS}<int:round_id>/<str:code>/phone/", "POST", who=(KEEPER,), path=message_to),
    Step(f"{ORDER}buyer/", who=LISTS, path=held),
    Step(ORDER, who=LOOK, path=held),
    Step(f"{ORDER}phone/", "POST", who=(KEEPER,), path=held),
    Step(f"{ORDER}confirmation/", "POST", who=(KEEPER,), path=held),
    Step(f"{ORDER}address/", who=(KEEPER,), path=held),
    Step(f"{ORDER}address/", "POST", who=(KEEPER,), path=held, body=lambda world: ADDRESS),
    Step(f"{ORDER}address/undoing/", "POST", who=(KEEPER,), path=rewritten),
    Step("<slug:coop>/orders/new/", who=(KEEPER,)),
    Step("<slug:coop>/orders/new/", "POST", who=(KEEPER,), body=called, desk={"order": "PD23456"}),
    Step(f"{ORDER}merging/", who=(KEEPER,), path=held),
    Step(f"{ORDER}merging/", "POST", who=(KEEPER,), path=held, body=another, desk={"outcome": "merged"}),
    Step(f"{ORDER}merging/<str:other>/undoing/", "POST", who=(KEEPER,), path=both, desk={"outcome": ""}),
    Step(f"{ORDER}splitting/", who=(KEEPER,), path=confirmed),
    Step(f"{ORDER}splitting/", "POST", who=(KEEPER,), path=confirmed, desk={"new": "PD23456"}),
    Step(f"{ORDER}splitting/<str:other>/undoing/", "POST", who=(KEEPER,), path=both, desk={"outcome": ""}),
    Step(f"{ORDER}revival/", "POST", who=(KEEPER,), path=held, desk={"outcome": "revived"}),
    Step(f"{ORDER}revival/undoing/", "POST", who=(KEEPER,), path=held, desk={"outcome": "given_up"}),
    Step(f"{ORDER}blocking/", who=(KEEPER,), path=held),
    Step(
        f"{ORDER}blocking/", "POST", who=(KEEPER,), path=held, body=lambda world: {"reason": "phá"}, desk={}
    ),
    Step(f"{ORDER}blocks/<int:block_id>/lifting/", "POST", who=(KEEPER,), path=blocked_buyer, desk={}),
    Step("<slug:coop>/blocks/", who=(KEEPER,)),
    Step("<slug:coop>/blocks/<int:block_id>/lifting/", "POST", who=(KEEPER,), path=blocked, desk={}),
    Step(f"{ORDER}items/", who=(KEEPER,), path=held),
    Step(f"{ORDER}items/", "POST", who=(KEEPER,), path=held, body=quantities, desk=EDITED),
    Step(f"{ORDER}items/undoing/", "POST", who=(KEEPER,), path=edited, desk=EDITED),
    Step(
        f"{ORDER}receipts/",
        "POST",
        who=LISTS,
        path=held,
        body=lambda world: {"amount": "100.000", "seen": 0},
    ),
    Step(f"{ORDER}receipts/<int:receipt_id>/undoing/", "POST", who=LISTS, path=received),
    Step(f"{ORDER}cancellation/", who=(KEEPER,), path=held),
    Step(f"{ORDER}cancellation/", "POST", who=(KEEPER,), path=held, desk={"outcome": "cancelled"}),
    Step(f"{ORDER}packing/", "POST", who=PACK, path=confirmed),
    Step(f"{ORDER}unpacking/", "POST", who=PACK, path=packed),
    Step(f"{ORDER}handover/", "POST", who=PACK, path=packed),
    Step(f"{ORDER}handover/undoing/", "POST", who=PACK, path=sent),
    Step(f"{ORDER}delivery/", "POST", who=LOOK, path=sent),
    Step(f"{ORDER}return/", "POST", who=LOOK, path=sent),
    Step("<slug:coop>/calls/", who=(KEEPER,)),
    Step("<slug:coop>/calls/money/", who=LISTS),
    Step(f"{CALL}contact/", "POST", who=(KEEPER,), path=held, body=lambda world: {"how": "call"}),
    Step(f"{CALL}contact/undoing/", "POST", who=(KEEPER,), path=reached),
    Step(f"{CALL}address/", who=(KEEPER,), path=held),
    Step(f"{CALL}address/", "POST", who=(KEEPER,), path=held, body=lambda world: ADDRESS),
    Step(ROOM, who=PACK),
    Step(f"{ROOM}picks/", who=PACK),
    Step(f"{ROOM}parcels/", who=PACK),
    Step(f"{ROOM}papers.pdf", "POST", who=PACK, body=one_of(confirmed)),
    Step(f"{ROOM}packed/", "POST", who=PACK, body=one_of(confirmed)),
    Step(f"{ROOM}unpacked/", "POST", who=PACK, body=one_of(packed)),
    Step(f"{ROOM}handovers/", "POST", who=PACK, body=one_of(packed)),
    Step(f"{ROOM}handovers/undoing/", "POST", who=PACK, body=one_of(sent)),
    Step(f"{ROOM}waiting/", who=PACK),
    Step(f"{ROOM}next/", "POST", who=PACK),
    Step(f"{ROOM}scan/", "POST", who=PACK, body=confirmed),
    Step(f"{ROOM}parcels/list.pdf", who=PACK),
    Step(
        f"{ROOM}carriers/", "POST", who=PACK, body=lambda world: {**one_of(packed)(world), "carrier": "ghn"}
    ),
    Step(f"{ROOM}handovers/", who=PACK),
    Step(f"{ROOM}handovers/<int:handover_id>/", who=PACK, path=handed),
    Step(f"{ROOM}handovers/<int:handover_id>/list.pdf", who=PACK, path=handed),
    Step(f"{ROOM}handovers/<int:handover_id>/undoing/", "POST", who=PACK, path=handed),
    Step(f"{ROOM}prints/", who=PACK),
    Step(f"{ROOM}prints/<int:run_id>/papers.pdf", who=PACK, path=printed, query="?number=1&how=from"),
    Step(f"{ROOM}<str:code>/", who=PACK, path=confirmed),
    Step(f"{ROOM}<str:code>/packer/", "POST", who=PACK, path=in_hand, body=lambda world: {"over": "1"}),
    Step(f"{ROOM}<str:code>/packer/leaving/", "POST", who=PACK, path=confirmed),
    Step(
        f"{ROOM}<str:code>/parcel/",
        "POST",
        who=PACK,
        path=packed,
        body=lambda world: {"weight": "1200", "carrier": "ghn"},
    ),
    Step(f"{ROOM}<str:code>/shortages/", who=PACK, path=confirmed),
    Step(f"{ROOM}<str:code>/shortages/", "POST", who=PACK, path=confirmed, body=line_of, desk={"qty": 1}),
    Step(f"{ROOM}<str:code>/shortages/told/", who=PACK, path=short),
    Step(f"{ROOM}<str:code>/shortages/told/mark/", "POST", who=PACK, path=short),
    Step(
        f"{ROOM}<str:code>/shortages/<int:shortage_id>/settling/",
        "POST",
        who=PACK,
        path=one_short,
        body=lambda world: {"how": "found"},
        desk={"how": "found"},
    ),
]
