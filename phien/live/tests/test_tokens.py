"""Tokens: kept as digests, taken back for good."""

import hashlib
from typing import Any

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.live.actions import make_token, revoke_token
from phien.live.errors import Unknown
from phien.live.models import Token
from phien.testing.factories import make_session

pytestmark = pytest.mark.django_db


def test_only_the_digest_of_a_token_is_kept(coop: Any) -> None:
    session = make_session(coop)
    token = make_token(coop=coop, session_id=session.pk, at=timezone.now())
    row = Token.objects.of(coop).get()
    assert row.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(Token.objects.of(coop).values_list()))


def test_a_token_for_another_cooperatives_session_is_not_made(coop: Any, other_coop: Any) -> None:
    session = make_session(other_coop)
    with pytest.raises(Unknown):
        make_token(coop=coop, session_id=session.pk, at=timezone.now())
    assert not Token.every_coop.exists()


def test_a_token_is_taken_back_once(coop: Any) -> None:
    at = timezone.now()
    token = make_token(coop=coop, session_id=None, at=at)
    assert revoke_token(token=token, at=at)
    assert not revoke_token(token=token, at=at)
    assert Token.objects.of(coop).get().revoked_at == at
    assert Entry.objects.of(coop).latest("pk").kind == "token.revoked"
