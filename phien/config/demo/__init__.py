"""The demo: the cooperatives of the source with their goods, an open session and a finished one each."""

import json
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SHEETS = Path(__file__).resolve().parent / "sheets"


def load(*, say: Callable[[str], None] = print) -> None:
    """Make what is not there yet. Passwords are made here, kept in accounts.json (mode 600)."""
    from django.conf import settings
    from django.utils import timezone

    from phien.config.demo.facts import COOPS
    from phien.coops.doors import coop_by_slug

    at = timezone.now()
    file = Path(settings.DATA) / "accounts.json"
    accounts: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    for demo in COOPS:
        if coop_by_slug(slug=demo.slug) is None:
            say(f"Demo: {demo.name}")
            accounts += _cooperative(demo, at=at)
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(accounts, out, ensure_ascii=False, indent=1)


def _cooperative(demo: Any, *, at: datetime) -> list[dict[str, str]]:
    from django.db import transaction

    with transaction.atomic():
        coop, accounts, manager = _people(demo, at=at)
        sheet = json.loads((SHEETS / f"{demo.sheet}.json").read_text(encoding="utf-8"))
        codes = [item["code"] for item in sheet["items"]]
        extras = {code: demo.more_of(code) for code in codes}
        _session(
            coop,
            sheet,
            demo.stock // 2,
            extras,
            by=manager,
            at=at - timedelta(days=2),
            codes=codes,
            finished=True,
            title=sheet["session"],
        )
        _session(
            coop,
            sheet,
            demo.stock,
            extras,
            by=manager,
            at=at - timedelta(minutes=20),
            codes=codes,
            finished=False,
            title=sheet["session"],
        )
        _planned(coop, sheet, demo, extras, by=manager, at=at)
        _papers(coop, demo, by=manager, at=at)
    return accounts


def _papers(coop: Any, demo: Any, *, by: Any, at: datetime) -> None:
    """The certificates that the products name, as papers: the first of them runs out within the month."""
    from phien.catalog import queries
    from phien.catalog.actions import add_certificate
    from phien.catalog.contracts import CertificateFacts

    for place, name in enumerate(dict.fromkeys(demo.certificates.values())):
        about = [product.pk for product in queries.products(coop=coop) if name in product.certificates]
        until = (at + timedelta(days=25 + 200 * place)).date()
        facts = CertificateFacts(name=f"{name} (thử)", valid_until=until, products=tuple(about))
        add_certificate(coop=coop, facts=facts, by=by, at=at)


def _people(demo: Any, *, at: datetime) -> tuple[Any, list[dict[str, str]], Any]:
    from phien.config.demo.facts import ROLES
    from phien.coops.actions import add_person, create_coop
    from phien.coops.models import Person

    coop = create_coop(slug=demo.slug, name=demo.name, prefix=demo.prefix, at=at, is_demo=True)
    coop.short_name, coop.story = demo.short_name, demo.story
    coop.return_name, coop.return_phone = demo.name, "+84900000000"
    coop.return_street, coop.return_commune, coop.return_province = "Thôn 1", demo.commune, "Gia Lai"
    coop.bank_bin, coop.bank_account, coop.bank_holder = demo.bank_bin, demo.bank_account, demo.bank_holder
    coop.legal_name, coop.seller_phone = demo.name, "+84900000000"
    coop.registration_number, coop.registered_at = "0000000000", "Nơi cấp thử"  # nobody's: for looking at
    coop.seller_address = f"Thôn 1, {demo.commune}, Gia Lai"
    coop.save()
    accounts, manager = [], None
    for role, (login, name) in ROLES.items():
        password = secrets.token_urlsafe(9)
        full = f"{login}.{demo.prefix.lower()}"
        made = add_person(coop=coop, login=full, roles=[role], at=at, name=f"{name} (thử)")
        person = Person.objects.get(pk=made.person_id)
        person.set_password(password)
        person.save(update_fields=["password"])
        manager = manager or person
        accounts.append({"role": role, "cooperative": demo.slug, "login": full, "password": password})
    return coop, accounts, manager


def _session(
    coop: Any,
    sheet: dict[str, Any],
    stock: int,
    extras: dict[str, Any],
    *,
    by: Any,
    at: datetime,
    codes: list[str],
    finished: bool,
    title: str,
) -> None:
    from phien.config.demo.history import aftermath, play
    from phien.live.actions import open_session
    from phien.live.contracts import Ask
    from phien.live.deskless import run_here
    from phien.live.from_sheet import create_session
    from phien.live.models import Session

    made = create_session(
        coop=coop,
        sheet=sheet,
        title=title,
        scheduled_at=at,
        at=at,
        stock=stock,
        limit_per_buyer=10,
        by=by,
        extras=extras,
    )
    open_session(coop=coop, session_id=made.pk, by=by, at=at)
    play(made, codes=codes[:4], at=at + timedelta(minutes=1))
    if finished:
        # no desk serves it: put it down as closing would find it, and let the desk's own step close it
        run_here(
            Ask(made.pk, "close", f"demo-close-{made.pk}", {}, actor=f"person:{by.pk}", person=by.pk),
            at=at + timedelta(hours=1),
            while_open=True,
        )
        made = Session.objects.of(coop).get(pk=made.pk)
        aftermath(made, at=at + timedelta(hours=2), by=by)


def _planned(
    coop: Any, sheet: dict[str, Any], demo: Any, extras: dict[str, Any], *, by: Any, at: datetime
) -> None:
    from phien.live.from_sheet import create_session

    create_session(
        coop=coop,
        sheet=sheet,
        title=demo.next_title,
        scheduled_at=at + timedelta(days=1),
        at=at,
        stock=30,
        limit_per_buyer=10,
        by=by,
        extras=extras,
    )
