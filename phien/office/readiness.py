"""What a run sheet still lacks before its live, in the reader's words: for the sheet itself and for Home."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from phien.coops.models import Coop
from phien.live.queries import SheetRow, check_sheet, sheet_lines
from phien.payments import queries as payments

Told = tuple[str, str]  # weight ("lack", "careful", "good"), sentence


def told(rows: Sequence[SheetRow], *, coop: Coop) -> list[Told]:
    """The notes of these rows, the heaviest first; no query."""
    notes = [
        (note.weight.value, gettext(note.sentence).format(**note.details))
        for note in check_sheet(sheet_lines(rows))
    ]
    if not payments.takes_transfers(coop=coop):
        no_account = gettext("No bank account in the settings: buyers can only pay on delivery.")
        last_lack = sum(weight == "lack" for weight, _words in notes)
        notes.insert(last_lack, ("careful", no_account))
    return notes
