"""Certificates: entering, renewing, putting away. Entered from outside by `actions`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from phien.activity.actions import record
from phien.catalog.contracts import CertificateFacts
from phien.catalog.errors import NoCertificateName, UnknownCertificate
from phien.catalog.models import Certificate, Product
from phien.coops.models import Coop, Person


@transaction.atomic
def add_certificate(*, coop: Coop, facts: CertificateFacts, by: Person, at: datetime) -> Certificate:
    """A new paper. Products of another cooperative are left out."""
    paper = Certificate(coop=coop)
    _write(paper, facts)
    _record("certificate.added", paper, by=by, at=at)
    return paper


@transaction.atomic
def change_certificate(
    *, coop: Coop, certificate_id: int, facts: CertificateFacts, by: Person, at: datetime
) -> Certificate:
    """Another day, number or set of products: the paper was renewed, or mistyped."""
    paper = _locked(coop=coop, certificate_id=certificate_id)
    _write(paper, facts)
    _record("certificate.changed", paper, by=by, at=at)
    return paper


@transaction.atomic
def archive_certificate(*, coop: Coop, certificate_id: int, by: Person, at: datetime) -> Certificate:
    """Out of the list, and nobody is warned of it any more. Undone by `restore_certificate`."""
    paper = _locked(coop=coop, certificate_id=certificate_id)
    if paper.archived_at is None:
        paper.archived_at = at
        paper.save(update_fields=["archived_at"])
        _record("certificate.archived", paper, by=by, at=at)
    return paper


@transaction.atomic
def restore_certificate(*, coop: Coop, certificate_id: int, by: Person, at: datetime) -> Certificate:
    """Back into the list."""
    paper = _locked(coop=coop, certificate_id=certificate_id)
    if paper.archived_at is not None:
        paper.archived_at = None
        paper.save(update_fields=["archived_at"])
        _record("certificate.restored", paper, by=by, at=at)
    return paper


def _write(paper: Certificate, facts: CertificateFacts) -> None:
    paper.name = facts.name.strip()
    if not paper.name:
        raise NoCertificateName
    paper.number, paper.issued_by = facts.number.strip(), facts.issued_by.strip()
    paper.valid_until = facts.valid_until
    paper.save()
    paper.products.set(Product.objects.of(paper.coop_id).filter(pk__in=facts.products))


def _locked(*, coop: Coop, certificate_id: int) -> Certificate:
    paper = Certificate.objects.of(coop).select_for_update().filter(pk=certificate_id).first()
    if paper is None:
        raise UnknownCertificate
    paper.coop = coop
    return paper


def _record(kind: str, paper: Certificate, *, by: Person, at: datetime) -> None:
    until = paper.valid_until
    record(
        coop=paper.coop,
        kind=kind,
        subject="certificate",
        subject_id=paper.pk,
        at=at,
        by=by,
        facts={"name": paper.name, "until": until.isoformat() if until else None},
    )
