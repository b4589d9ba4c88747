"""Who may not order from a cooperative: the row first, then each open session's desk is told to look."""

from datetime import datetime
from typing import Any

from django.db import transaction

from phien.activity.actions import record
from phien.live import errors
from phien.live.models import Block


@transaction.atomic
def keep_block(*, coop: Any, buyer_key: str, name: str, reason: str, by: Any, at: datetime) -> Block:
    """Write the block; twice is harmless. Nothing of what the buyer has already is touched."""
    reason = reason.strip()
    if not reason:
        raise errors.BlockNeedsReason
    if buyer_key.endswith(":host") or not buyer_key:
        raise errors.NotToBlock
    block, fresh = Block.objects.of(coop).get_or_create(
        coop=coop,
        buyer_key=buyer_key,
        lifted_at=None,
        defaults={"name": name, "reason": reason, "person": by, "at": at},
    )
    if fresh:
        _note(block, "buyer.blocked", at=at, by=by)
    return block


@transaction.atomic
def lift(*, coop: Any, block_id: int, by: Any, at: datetime) -> Block:
    """The block is over; twice is harmless."""
    block = Block.objects.of(coop).select_for_update().filter(pk=block_id).first()
    if block is None:
        raise errors.Unknown
    if block.lifted_at is None:
        block.lifted_at = at
        block.save(update_fields=["lifted_at"])
        _note(block, "buyer.unblocked", at=at, by=by)
    return block


def _note(block: Block, kind: str, *, at: datetime, by: Any) -> None:
    facts: dict[str, object] = {"name": block.name or "?", "reason": block.reason}
    record(coop=block.coop, kind=kind, subject="coop", subject_id=block.coop_id, at=at, by=by, facts=facts)
