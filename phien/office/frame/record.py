"""The activity record in words: a sentence for each kind of entry, who did it, and of what.

A kind that has no sentence yet is shown plainly, so nothing that happened is ever hidden.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from phien.activity.models import Entry
from phien.coops.models import Coop, Role
from phien.kernel.words import gettext_noop
from phien.live import queries as live
from phien.orders import queries as orders
from phien.plumbing.templatetags.phien import day, dong, kilos, whole
from phien.shipping.queries import carrier_name

SENTENCES: dict[str, str] = {
    "coop.created": gettext_noop("Cooperative added"),
    "coop.settings_changed": gettext_noop("Settings changed: {changed}"),
    "coop.followed": gettext_noop("Somebody follows the lives"),
    "coop.unfollowed": gettext_noop("Somebody stopped following the lives"),
    "person.added": gettext_noop("{login} let in as {roles}"),
    "person.changed": gettext_noop("{login} is now {roles}"),
    "person.removed": gettext_noop("{login} removed"),
    "person.invited": gettext_noop("{name} invited as {roles}"),
    "person.invitation_withdrawn": gettext_noop("Invitation of {name} taken back"),
    "person.invitation_restored": gettext_noop("Invitation of {name} counts again"),
    "person.joined": gettext_noop("{login} came in as {roles}"),
    "person.signed_out": gettext_noop("{login} signed out everywhere"),
    "person.second_step_taken_off": gettext_noop("Second step of {login} taken off"),
    "coop.second_step_required": gettext_noop("A second step asked of everybody, in {days} days"),
    "coop.second_step_left": gettext_noop("A password is enough again"),
    "person.link_made": gettext_noop("Link for a new password of {login}"),
    "person.password_set": gettext_noop("{login} set a password"),
    "product.added": gettext_noop("Product added: {name}"),
    "product.changed": gettext_noop("Product changed: {name} {prices}"),
    "product.archived": gettext_noop("Product put away: {name}"),
    "product.restored": gettext_noop("Product taken back: {name}"),
    "stock.received": gettext_noop("Received {qty} × {variant}, now {on_hand}. {reason}"),
    "stock.adjusted": gettext_noop("Adjusted {variant} by {qty}, now {on_hand}: {reason}"),
    "stock.lost": gettext_noop("{qty} lost below what was promised: {reason}"),
    "sheet.written": gettext_noop("Table imported: {name}; {new} new, {changed} changed"),
    "sheet.undone": gettext_noop("Import undone: {name}; {undone} rows taken back, {kept} stay"),
    "session.scheduled": gettext_noop("Live scheduled: {title}"),
    "session.rescheduled": gettext_noop("Live changed: {title}"),
    "session.dropped": gettext_noop("Live dropped: {title}"),
    "session.opened": gettext_noop("Live opened"),
    "session.closed": gettext_noop("Live ended"),
    "session.pinned": gettext_noop("Pinned {code}"),
    "session.unpinned": gettext_noop("Pin of {code} taken away"),
    "session.reopened": gettext_noop("Live opened again"),
    "session.handed_over": gettext_noop("Studio opened on another phone"),
    "session.hand_over_ended": gettext_noop("The other phone signed out"),
    "session.item_added": gettext_noop("{code} put on the run sheet: {name}"),
    "session.item_changed": gettext_noop("{code} changed on the run sheet"),
    "session.item_moved": gettext_noop("{code} moved to place {place}"),
    "session.item_removed": gettext_noop("{code} taken off the run sheet"),
    "session.sheet_copied": gettext_noop("Run sheet copied: {items} items"),
    "session.repeated": gettext_noop("Comes every week: {title}"),
    "session.repeat_stopped": gettext_noop("Comes every week no more: {title}"),
    "session.said": gettext_noop("Said on air"),
    "session.unsaid": gettext_noop("Not said on air after all"),
    "session.answered": gettext_noop("Question answered on air"),
    "session.unanswered": gettext_noop("Question not answered on air after all"),
    "item.priced": gettext_noop("{code}: price {price} {flash_price}"),
    "item.received": gettext_noop("{code}: {by} pieces just arrived"),
    "item.added": gettext_noop("{code} added during the live: {name}, {qty} pieces"),
    "item.removed": gettext_noop("{code} taken out of the live: {name}"),
    "item.stopped": gettext_noop("{code} not sold any more"),
    "item.resumed": gettext_noop("{code} sold again"),
    "item.allotted": gettext_noop("{code}: {by} pieces from the store"),
    "token.made": gettext_noop("Key for another program made"),
    "token.revoked": gettext_noop("Key for another program taken back"),
    "waiting.left": gettext_noop("A buyer stopped waiting"),
    "comment.decided": gettext_noop("Comment decided: {decision} {items}"),
    "comment.reopened": gettext_noop("Decision on a comment undone"),
    "order.placed": gettext_noop("Order placed: {items} {total}"),
    "order.added": gettext_noop("Added to the order: {items} {total}"),
    "order.changed": gettext_noop("Order changed: {items} {total}"),
    "order.edited": gettext_noop("Order changed by the shop: {items} {total}"),
    "order.merged": gettext_noop("Joined into order {code}"),
    "order.joined": gettext_noop("Order {code} joined into this one: {items} {total}"),
    "order.unmerged": gettext_noop("No longer joined with {code}"),
    "order.split": gettext_noop("A second parcel made of it, {code}: {items}"),
    "order.split_off": gettext_noop("Split off order {code}: {items}"),
    "order.revived": gettext_noop("Brought back to life: {items} {total}"),
    "order.returning": gettext_noop("Waits first in line to live again: {items}"),
    "order.given_up": gettext_noop("No longer waits to live again; the money goes back"),
    "comment.completed": gettext_noop("Added what a comment asks for too: {items}"),
    "word.taught": gettext_noop("The reader learnt “{words}”: {code} {name}"),
    "word.taught_as_nothing": gettext_noop("The reader learnt “{words}”: no product"),
    "word.forgotten": gettext_noop("The reader forgot “{words}”"),
    "word.remembered": gettext_noop("The reader knows “{words}” again"),
    "comment.hidden": gettext_noop("Comment hidden: {author}"),
    "comment.shown": gettext_noop("Comment shown again: {author}"),
    "buyer.blocked": gettext_noop("{name} blocked: {reason}"),
    "buyer.unblocked": gettext_noop("{name} no longer blocked"),
    "order.promoted": gettext_noop("Moved up from the waiting list: {items}"),
    "order.fell_short": gettext_noop("{qty} of {code} cannot be sent"),
    "certificate.added": gettext_noop("Certificate added: {name}, until {until}"),
    "certificate.changed": gettext_noop("Certificate changed: {name}, until {until}"),
    "certificate.archived": gettext_noop("Certificate put away: {name}"),
    "certificate.restored": gettext_noop("Certificate taken back: {name}"),
    "order.short_wait": gettext_noop("Not on the shelf: {name} ×{qty}. The order waits"),
    "order.short_leave": gettext_noop("Not on the shelf: {name} ×{qty}. Left out"),
    "order.short_replace": gettext_noop("Not on the shelf: {name} ×{qty}. {instead} goes instead"),
    "order.short_came": gettext_noop("Came in: {name} ×{qty}"),
    "order.short_found": gettext_noop("Found after all: {name} ×{qty}"),
    "order.short_left_out": gettext_noop("Nobody waits any more for {name} ×{qty}"),
    "order.short_told": gettext_noop("The buyer was told what is missing"),
    "order.cancelled": gettext_noop("Order cancelled"),
    "order.expired": gettext_noop("Not paid in time; the goods went back"),
    "order.addressed": gettext_noop("Address written"),
    "order.payment_chosen": gettext_noop("Payment chosen: {payment}"),
    "order.claimed": gettext_noop("The buyer says the money is sent"),
    "order.money": gettext_noop("Money received: {amount}"),
    "order.money_undone": gettext_noop("Money undone: {amount}"),
    "order.confirmed": gettext_noop("Order confirmed"),
    "order.unconfirmed": gettext_noop("Confirmation undone"),
    "order.contacted": gettext_noop("Buyer written to or called"),
    "order.contact_undone": gettext_noop("Contact undone"),
    "papers.printed": gettext_noop("{count} orders' papers printed"),
    "order.taken_up": gettext_noop("Taken up to pack"),
    "order.taken_over": gettext_noop("Taken over from {from} to pack"),
    "order.given_back": gettext_noop("Not packed after all, anybody may"),
    "order.described": gettext_noop("Parcel: {weight} {carrier}"),
    "order.packed": gettext_noop("Packed {weight} {carrier}"),
    "order.unpacked": gettext_noop("Packing undone"),
    "order.handed_over": gettext_noop("Handed to the carrier {carrier}"),
    "order.handover_undone": gettext_noop("Back from the carrier: not handed over after all"),
    "order.delivered": gettext_noop("Delivered"),
    "order.returned": gettext_noop("Came back"),
    "order.erased": gettext_noop("The buyer's name, phone and address deleted on request"),
    "order.phone_shown": gettext_noop("Phone number shown"),
    "order.cancelled_because": gettext_noop("Why it was cancelled: {reason}"),
    "orders.exported": gettext_noop("{count} orders taken out as {form}, {phones}"),
    "filter.kept": gettext_noop("Filter of the orders kept: {name}"),
    "filter.renamed": gettext_noop("Filter of the orders renamed: {name}"),
    "filter.removed": gettext_noop("Filter of the orders removed: {name}"),
    "filter.returned": gettext_noop("Filter of the orders brought back: {name}"),
}
ACTORS: dict[str, str] = {
    "buyer": gettext_noop("the buyer"),
    "desk": gettext_noop("the order desk"),
    "job": gettext_noop("the clock"),
    "shell": gettext_noop("the command line"),
    "api": gettext_noop("another program"),
}
SUBJECTS: dict[str, str] = {
    "order": gettext_noop("Order"),
    "print_run": gettext_noop("Print run"),
    "session": gettext_noop("Live sale"),
    "product": gettext_noop("Product"),
    "variant": gettext_noop("Product"),
    "certificate": gettext_noop("Certificate"),
    "sheet": gettext_noop("Table"),
    "person": gettext_noop("Person"),
    "invitation": gettext_noop("Invitation"),
    "coop": gettext_noop("Cooperative"),
    "filter": gettext_noop("Filter"),
}
PAYMENTS: dict[str, str] = {
    "transfer": gettext_noop("bank transfer"),
    "cod": gettext_noop("cash on delivery"),
}
DECISIONS: dict[str, str] = {
    "as_read": gettext_noop("as it was read"),
    "corrected": gettext_noop("corrected"),
    "reread": gettext_noop("read again"),
    "dropped": gettext_noop("no order"),
}
PHONES: dict[str, str] = {
    "whole": gettext_noop("with whole phone numbers"),
    "masked": gettext_noop("phone numbers covered"),
}
SETTINGS: dict[str, str] = {
    "name": gettext_noop("name"),
    "short_name": gettext_noop("short name"),
    "story": gettext_noop("story"),
    "return_name": gettext_noop("sender"),
    "return_phone": gettext_noop("sender's phone"),
    "return_street": gettext_noop("return address"),
    "return_commune": gettext_noop("return address"),
    "return_province": gettext_noop("return address"),
    "bank_bin": gettext_noop("bank account"),
    "bank_account": gettext_noop("bank account"),
    "bank_holder": gettext_noop("bank account"),
    "shipping_fee": gettext_noop("shipping fee"),
    "button_hold_minutes": gettext_noop("hold"),
    "comment_hold_hours": gettext_noop("hold"),
    "limit_per_buyer": gettext_noop("limit for one buyer"),
    "low_stock": gettext_noop("when stock is low"),
    "late_after_days": gettext_noop("when parcels are late"),
    **dict.fromkeys(
        (
            "legal_name",
            "registration_number",
            "registered_at",
            "registered_on",
            "tax_code",
            "seller_address",
            "seller_phone",
            "seller_email",
        ),
        gettext_noop("who sells"),
    ),
}
NAMED = ("order", "session")
MONEY = frozenset({"amount", "total", "price", "flash_price"})
SIGNED = frozenset({"stock.adjusted", "item.allotted", "item.received"})


class _Plain(dict[str, str]):
    """A fact that an entry lacks leaves its place empty."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence_of(entry: Entry) -> str:
    """What happened, in the reader's language."""
    sentence = SENTENCES.get(entry.kind)
    if sentence is None:
        facts = ", ".join(f"{key} {value}" for key, value in entry.facts.items())
        return f"{entry.kind.replace('.', ': ').replace('_', ' ')} {facts}".strip()
    told = _Plain({key: _told(entry.kind, key, value) for key, value in entry.facts.items()})
    words = re.sub(r" +([.,:]?)(?= |$)", r"\1", gettext(sentence).format_map(told)).rstrip(":, ")
    return gettext("Undone. Now: {what}").format(what=words) if entry.facts.get("undoes") else words


@dataclass(frozen=True, slots=True)
class About:
    """The thing an entry is about: its name, and where it is shown (empty where it is not)."""

    name: str
    url: str


def told_about(entries: Sequence[Entry], *, coop: Coop) -> list[tuple[Entry, About | None]]:
    """Each entry with its order or live by name; the others name theirs in their sentence. Two queries."""
    ids = {subject: {row.subject_id for row in entries if row.subject == subject} for subject in NAMED}
    codes = orders.listing(coop=coop).filter(pk__in=ids["order"]).values_list("pk", "code")
    titles = live.sessions(coop=coop).filter(pk__in=ids["session"]).values_list("pk", "title")
    about = {
        **{("order", pk): About(code, f"/{coop.slug}/orders/{code}/") for pk, code in codes},
        **{("session", pk): About(title, f"/{coop.slug}/sessions/{pk}/") for pk, title in titles},
    }
    return [(row, about.get((row.subject, row.subject_id))) for row in entries]


def who_of(entry: Entry) -> str:
    """A colleague's name, or who else did it."""
    if entry.person is not None:
        return str(entry.person)
    return gettext(ACTORS[entry.actor]) if entry.actor in ACTORS else entry.actor


def subject_of(entry: Entry) -> str:
    """What kind of thing it is about."""
    return gettext(SUBJECTS[entry.subject]) if entry.subject in SUBJECTS else entry.subject


def _told(kind: str, key: str, value: Any) -> str:
    """One fact as people read it."""
    if value is None or value == "" or value == []:
        return ""
    if key in MONEY and isinstance(value, int):
        return dong(value)
    if key == "items":
        return _items(value)
    if key in {"roles", "before"}:
        return ", ".join(gettext(str(Role(role).label)) for role in value)
    if key == "changed" and kind == "coop.settings_changed":
        return ", ".join(dict.fromkeys(gettext(SETTINGS.get(name, name)) for name in value))
    if key == "prices":
        return ", ".join(f"{size} {dong(before)} → {dong(after)}" for size, before, after in value)
    if key == "phones":
        return gettext(PHONES.get(value, value))
    if key == "reason":
        return gettext(value)  # some are ours ("For a live session"), the others stay as they were typed
    if key in {"payment", "decision"}:
        words = PAYMENTS if key == "payment" else DECISIONS
        return gettext(words[value]) if value in words else str(value)
    if key == "until":
        return day(date.fromisoformat(value))
    if key == "weight":
        return kilos(value)
    if key == "carrier":
        return carrier_name(value)
    if isinstance(value, int) and not isinstance(value, bool):
        plus = "+" if kind in SIGNED and value > 0 and key in {"qty", "by"} else ""
        return plus + whole(value)
    return str(value)


def _items(value: Any) -> str:
    """`{"A1": 2}` or `[{"code": "A1", "qty": 2}]` as `A1 ×2`; a plain number as it is."""
    if isinstance(value, Mapping):
        return ", ".join(f"{code} ×{qty}" for code, qty in value.items())
    if isinstance(value, list):
        return ", ".join(f"{item['code']} ×{item['qty']}" for item in value if isinstance(item, Mapping))
    return str(value)
