"""Pages that have no step in a stranger's walk: what anybody may open, in each of its states, and errors.

`OPENINGS`: what a page is -> `prepare(client, world)`, which makes the rows and gives the address, or the
address and what is posted there; `template:…` is a page that no address answers as long as all is well.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from phien.audience.models import Follower
from phien.checkout.models import Waiting
from phien.comments.models import Comment, Taught
from phien.coops import inviting
from phien.live import actions as live
from phien.live.cookie import NAME, new_buyer
from phien.live.models import Desk, Session
from phien.orders.models import Order
from phien.stock.models import Allotment
from phien.testing import factories
from phien.testing.fixtures import StaffClient
from phien.testing.walking import World

Asked = str | tuple[str, dict[str, Any]]
Prepare = Callable[[StaffClient, World], Asked]
WHERE: dict[str, Any] = {
    "phone": "+84900000012",
    "street": "12 Đường Thử",
    "commune": "Phường Pleiku",
    "province": "Gia Lai",
}


def _live(world: World, *, state: str = "open", left: int | None = None) -> str:
    session = world.scheduled if state == "scheduled" else world.session
    if state == "scheduled":
        session.scheduled_at = timezone.now() + timedelta(hours=2)
        session.save()
    if left is not None:
        Allotment.every_coop.filter(session_id=session.pk).update(remaining=left, taken=20 - left)
    if state == "open":
        session.pinned = world.item
        session.save()
    if state == "closed":
        _close(session)
    return f"/live/{session.pk}"


def _close(session: Session) -> None:
    session.state, session.closed_at = Session.State.CLOSED, timezone.now() - timedelta(minutes=5)
    session.save()
    Desk.every_coop.filter(session=session).update(owner="")


def _order(world: World, **columns: Any) -> Order:
    ago = timezone.now() - timedelta(minutes=8)
    stamped = {name: ago for name, value in columns.items() if value is ...}
    return factories.make_order(world.session, [(world.item, 2)], **{**columns, **stamped})


def _bought(path: str = "", closed: bool = False, **columns: Any) -> Prepare:
    """An order's page, or one below it."""

    def prepare(client: StaffClient, world: World) -> Asked:
        order = _order(world, **columns)
        if closed:
            _close(world.session)
        return f"/o/{order.token}{path}"

    return prepare


def _paid(client: StaffClient, world: World) -> Asked:
    order = _order(world, state="confirmed", payment="transfer", money_at=..., confirmed_at=..., **WHERE)
    Order.every_coop.filter(pk=order.pk).update(paid=order.total)
    return f"/o/{order.token}"


def _merged(client: StaffClient, world: World) -> Asked:
    into = _order(world)
    return f"/o/{_order(world, state='merged', ended_at=..., merged_into=into).token}"


def _refused(path: str, **body: Any) -> Prepare:
    def prepare(client: StaffClient, world: World) -> Asked:
        return f"/o/{_order(world, phone='').token}{path}", body

    return prepare


def _in_line(client: StaffClient, world: World, *, state: str = "waiting") -> Asked:
    item = world.item
    assert item.allotment_id is not None
    Waiting.every_coop.create(
        coop=world.coop,
        session_id=world.session.pk,
        allotment_id=item.allotment_id,
        code=item.code,
        name=item.name,
        unit="chai",
        qty=1,
        price=145_000,
        source="button",
        buyer_key="b:1",
        token="in-line",
        state=state,
    )
    return "/o/in-line"


def _mine(client: StaffClient, world: World, *, path: str = "/orders/", **columns: Any) -> Asked:
    client.cookies[NAME], key = new_buyer()
    _order(world, buyer_key=key, **columns)
    return path


def _account(path: str, *, app: bool = False) -> Prepare:
    """A page of one's own account, signed in by the password a moment ago."""

    def prepare(client: StaffClient, world: World) -> Asked:
        person = factories.make_person(world.coop, "manager", login="lan", password=factories.PASSWORD)
        signed = client.post("/accounts/login/", {"login": "lan", "password": factories.PASSWORD})
        assert signed.status_code == 302, signed.content
        client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
        if app:
            TOTP.activate(person, generate_totp_secret())
        return f"/accounts/{path}"

    return prepare


def _second_step(client: StaffClient, world: World) -> Asked:
    person = factories.make_person(world.coop, "manager", login="lan", password=factories.PASSWORD)
    TOTP.activate(person, generate_totp_secret())
    client.post("/accounts/login/", {"login": "lan", "password": factories.PASSWORD})
    return "/accounts/2fa/authenticate/"


def _invited(client: StaffClient, world: World, *, known: bool = False) -> Asked:
    made = inviting.invite(
        coop=world.coop,
        name="Người thử 12",
        roles=["host", "packer"],
        by=world.somebody("manager"),
        at=timezone.now(),
    )
    if known:
        client.as_(world.stranger)
    return f"/invitations/{made.token}/"


def _reminder(client: StaffClient, world: World, *, confirmed: bool) -> Asked:
    at = timezone.now()
    Follower.every_coop.create(
        coop=world.coop,
        address="thu12@example.com",
        token="reminder-of-12",
        asked_at=at,
        confirmed_at=at if confirmed else None,
    )
    return "/reminders/reminder-of-12/"


def _two_coops(client: StaffClient, world: World) -> Asked:
    person = factories.make_person(world.coop, "host")
    person.memberships.create(coop=world.other, role="keeper")
    client.as_(person)
    return "/accounts/cooperatives/"


def _other_phone(client: StaffClient, world: World) -> Asked:
    token = live.make_phone_link(
        coop=world.coop, session_id=world.session.pk, by=world.somebody("host"), at=timezone.now()
    )
    return f"/phones/{token}/"


def _as(role: str, path: str, **body: Any) -> Prepare:
    def prepare(client: StaffClient, world: World) -> Asked:
        client.as_(world.somebody(role))
        return (f"/{world.coop.slug}/{path}", body) if body else f"/{world.coop.slug}/{path}"

    return prepare


def _at(path: str, **body: Any) -> Prepare:
    """An address that needs no rows but a cooperative's."""

    def prepare(client: StaffClient, world: World) -> Asked:
        address = path.format(coop=world.coop.slug)
        return (address, body) if body else address

    return prepare


def _front(client: StaffClient, world: World) -> Asked:
    _live(world, state="open")
    _live(world, state="scheduled")
    return "/"


def _buying(client: StaffClient, world: World) -> Asked:
    return f"{_live(world)}/orders/?code=A1"


def _plan(client: StaffClient, world: World) -> Asked:
    _live(world, state="scheduled")
    return f"/live/{world.coop.slug}/"


def _wrote(world: World, author: str, text: str, **more: Any) -> Comment:
    given = {"intent": "order", "outcome": "review", "reason": "number_unclear", **more}
    return Comment.every_coop.create(
        coop=world.coop,
        session_id=world.session.pk,
        source="facebook",
        external_id=author,
        author_id=author,
        text=text,
        at=timezone.now(),
        **given,
    )


def _lesson(client: StaffClient, world: World, *, code: str = "A1") -> Asked:
    """A comment that was not understood, with others that read differently once it is."""
    client.as_(world.somebody("keeper"))
    spans = [{"start": 4, "end": 5, "kind": "quantity", "value": "2"}]
    case = _wrote(world, "u1", "lấy 2 ghè lùn, 0912 345 678", spans=spans)
    _wrote(world, "u2", "ghè lùn 1 nha")
    _wrote(world, "u3", "ghè lùn còn không shop", intent="question", outcome="question")
    body = {"picked": "1", "word": ["1", "2"], "code": code, "qty": "", "do": "look"}
    return f"/{world.coop.slug}/sessions/{world.session.pk}/studio/teaching/{case.pk}/", body


def _taught(client: StaffClient, world: World) -> Asked:
    """Words of every kind, what was read again thanks to one, and what waits for a tap."""
    client.as_(world.somebody("keeper"))
    kinds = (("ghè lùn", world.variant, world.session.pk), ("xí muội", None, 1))
    word, _ = (
        Taught.every_coop.create(
            coop=world.coop, variant=variant, words=words, key=words, session_id=live, at=timezone.now()
        )
        for words, variant, live in kinds
    )
    order = _order(world)
    decided = {"decision": "reread", "outcome": "order", "order": order, "amount": 290_000, "taught": word}
    _wrote(world, "u1", "lấy 2 ghè lùn", **decided)
    _wrote(world, "u2", "ghè lùn 1 nha", outcome="other", intent="other", reason="")
    return f"/{world.coop.slug}/sessions/{world.session.pk}/words/?taught={word.pk}"


OPENINGS: dict[str, Prepare] = {
    "a new installation": lambda client, world: "/",
    "first page, nothing planned": _at("/?{coop}"),
    "first page, one on air, one planned": _front,
    "live, scheduled": lambda client, world: _live(world, state="scheduled"),
    "live, open": lambda client, world: _live(world),
    "live, nearly gone": lambda client, world: _live(world, left=4),
    "live, sold out": lambda client, world: _live(world, left=0),
    "live, closed": lambda client, world: _live(world, state="closed"),
    "buying without JavaScript": _buying,
    "plan of a cooperative": _plan,
    "plan, nothing planned": _at("/live/{coop}/"),
    "plan, asked for reminders": _at("/live/{coop}/?asked=1"),
    "plan, a wrong e-mail": _at("/live/{coop}/followers/", email="thu"),
    "reminder to confirm": partial(_reminder, confirmed=False),
    "reminder, confirmed": partial(_reminder, confirmed=True),
    "reminder, stopped": _at("/reminders/nobodys/ending/", yes="1"),
    "order, held": _bought(phone=""),
    "order, held with an address": _bought(**WHERE),
    "order, transfer chosen": _bought(payment="transfer", **WHERE),
    "order, transfer said": _bought(payment="transfer", claimed_at=..., **WHERE),
    "order, something missing": _bought(payment="transfer", money_at=..., paid=100_000, **WHERE),
    "order, cash on delivery": _bought(held=False),
    "order, paid": _paid,
    "order, to be addressed": _bought(state="confirmed", payment="transfer", confirmed_at=...),
    "order, packed": _bought(held=False, state="packed", packed_at=...),
    "order, handed over": _bought(held=False, state="handed_over", packed_at=..., handed_over_at=...),
    "order, delivered": _bought(held=False, state="delivered", packed_at=..., handed_over_at=...),
    "order, returned": _bought(held=False, state="returned", packed_at=..., handed_over_at=...),
    "order, expired": _bought(closed=True, state="expired", expired_at=...),
    "order, cancelled": _bought(closed=True, state="cancelled", ended_at=...),
    "order, cancelled with money": _bought(state="cancelled", ended_at=..., money_at=..., paid=100_000),
    "order, merged": _merged,
    "order, refused payment": _refused("/payment/", payment="cod", phone="12"),
    "order, refused address": _refused("/address/", phone="12"),
    "order, address": _bought("/address/"),
    "order, cancel?": _bought("/cancellation/"),
    "order, confirmation": _bought("/confirmation/", held=False),
    "order, delete?": _bought("/erasure/", closed=True, state="expired", expired_at=...),
    "order, delete not yet": _bought("/erasure/"),
    "in line": _in_line,
    "in line, left": partial(_in_line, state="dropped"),
    "in line, over": partial(_in_line, state="ended"),
    "own orders": partial(_mine, held=False),
    "own orders, none": _at("/orders/"),
    "own orders, what is kept": _at("/orders/privacy/"),
    "own orders, delete?": partial(_mine, path="/orders/erasure/", state="expired", expired_at=...),
    "own orders, delete not yet": partial(_mine, path="/orders/erasure/"),
    "sign in": _at("/accounts/login/"),
    "sign in, refused": _at("/accounts/login/", login="lan", password="sai"),
    "sign in, second step": _second_step,
    "forgotten": _at("/accounts/password/reset/"),
    "inactive": _at("/accounts/inactive/"),
    "start": lambda client, world: "/accounts/start/",
    "start, refused": lambda client, world: ("/accounts/start/", {"code": "x", "login": "lan"}),
    "invited, new": _invited,
    "invited, known": partial(_invited, known=True),
    "another phone for the studio": _other_phone,
    "teaching, what would change": _lesson,
    "teaching, no product": partial(_lesson, code="-"),
    "taught words, just now": _taught,
    "which cooperative": _two_coops,
    "devices": _account("devices/"),
    "password": _account("password/change/"),
    "sign out": _account("logout/"),
    "security": _account("2fa/"),
    "security, with an app": _account("2fa/", app=True),
    "security, stop the app": _account("2fa/totp/deactivate/", app=True),
    "security, recovery codes": _account("2fa/recovery-codes/generate/", app=True),
    "security, an app": _account("2fa/totp/activate/"),
    "security, passkeys": _account("2fa/webauthn/"),
    "security, a passkey": _account("2fa/webauthn/add/"),
    "password once more": _account("reauthenticate/"),
    "refused: a product": _as("keeper", "products/new/", name=""),
    "refused: settings": _as("manager", "settings/", name=""),
    "refused: a person": _as("manager", "people/new/", name=""),
    "error, not for this role": _as("packer", "settings/"),
    "error, not there": _as("manager", "nothing/"),
    "error, not there for anybody": _at("/live/999999999"),
    "error, a link that is over": _at("/invitations/nobodys/"),
    "error, bad request": lambda client, world: "template:400.html",
    "error, form of another site": lambda client, world: "template:403_csrf.html",
    "error, ours": lambda client, world: "template:500.html",
    "error, database away": lambda client, world: "template:503.html",
}
