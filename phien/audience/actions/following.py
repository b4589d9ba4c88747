"""Follow a cooperative: asked, confirmed by the letter's link, stopped by another press."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from phien.activity.actions import record
from phien.audience.models import Follower, Knock
from phien.audience.rules import UNCONFIRMED, WINDOW, email_of, must_not_be_too_often
from phien.coops.models import Coop

CONFIRM = "phien.audience.jobs.ask_to_confirm"


@transaction.atomic
def follow(*, coop: Coop, email: str, language: str, network: str, buyer_key: str = "", at: datetime) -> None:
    """A letter that asks to confirm goes out; who follows already gets none. Nobody is told which it was.

    At most 20 an hour from one network address and 3 an hour to one e-mail (`TooOften`).
    """
    address = email_of(email)
    network, mailbox = digest("network", network), digest("email", address)
    _in_turn(network, mailbox)
    lately = Knock.objects.filter(at__gt=at - WINDOW)
    must_not_be_too_often(
        by_network=lately.filter(who=network).count(), by_address=lately.filter(who=mailbox).count()
    )
    Knock.objects.bulk_create([Knock(who=network, at=at), Knock(who=mailbox, at=at)])
    follower, _made = Follower.objects.of(coop).get_or_create(
        channel="email",
        address=address,
        defaults={
            "coop": coop,
            "token": secrets.token_urlsafe(24),
            "language": language,
            "buyer_key": buyer_key,
            "asked_at": at,
        },
    )
    if follower.confirmed_at is not None:
        return
    follower.asked_at, follower.language = at, language
    follower.save(update_fields=["asked_at", "language"])
    app.configure_task(CONFIRM).defer(follower=follower.pk)


@transaction.atomic
def confirm(*, coop: Coop, follower_id: int, at: datetime) -> bool:
    """The follower pressed the letter's link. Twice is harmless; False where they have stopped meanwhile."""
    follower = Follower.objects.of(coop).select_for_update().filter(pk=follower_id).first()
    if follower is None:
        return False
    if follower.confirmed_at is None:
        follower.confirmed_at = at
        follower.save(update_fields=["confirmed_at"])
        _note(coop, "coop.followed", at=at)
    return True


@transaction.atomic
def stop(*, coop: Coop, follower_id: int, at: datetime) -> None:
    """Nothing more is sent, and the address is deleted. Twice is harmless."""
    follower = Follower.objects.of(coop).select_for_update().filter(pk=follower_id).first()
    if follower is None:
        return
    confirmed = follower.confirmed_at is not None
    follower.delete()
    if confirmed:
        _note(coop, "coop.unfollowed", at=at)


@transaction.atomic
def tidy(*, at: datetime) -> None:
    """Addresses that nobody confirmed, and what the limits counted, are deleted."""
    Follower.every_coop.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED).delete()
    Knock.objects.filter(at__lt=at - WINDOW * 24).delete()


def digest(kind: str, text: str) -> str:
    """What is kept of who asked: enough to count, not enough to know."""
    return hashlib.blake2b(
        f"{kind}:{text}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()


def _in_turn(*names: str) -> None:
    """Who asks for the same counts one after the other; without it, many at once all see room."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 27))", [name])


def _note(coop: Coop, kind: str, *, at: datetime) -> None:
    record(coop=coop, kind=kind, subject="coop", subject_id=coop.pk, at=at, actor="buyer")
