"""The page of how a live's comments were read, and the list of the words that nobody knew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from phien.live.contracts import SessionState
from phien.office.access import SELLING, StaffRequest, may, staff_of_coop
from phien.office.paging import page_of
from phien.office.reports.reading import examples, reading_of, teachable, unknown_words
from phien.office.reports.report import SEE, found

if TYPE_CHECKING:
    from phien.comments.queries import ShownComment
    from phien.live.models import Session
    from phien.reading.unknown import Unknown

TEACH = SELLING
WORDS_SHOWN = 6
REASONS_SHOWN = 6
WORDS_PER_PAGE = 25


@require_GET
@staff_of_coop(*SEE)
def page(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET /<coop>/sessions/<id>/report/reading/: before the live began there is none."""
    session = found(request, session_id)
    if session.state == SessionState.SCHEDULED:
        return redirect("sessions:session", request.coop.slug, session.pk)
    report = reading_of(coop=request.coop, session=session, words=WORDS_SHOWN)
    lives = [report.share, *report.earlier]
    context = {
        "session": session,
        "report": report,
        "share": report.share,
        "words": _rows(request, session, report.words, report.examples),
        "may_teach": may(request.roles, *TEACH),
        "first_reasons": report.reasons[:REASONS_SHOWN],
        "more_reasons": report.reasons[REASONS_SHOWN:],
        "lives": lives,
        "most_asked": max(share.asked_percent for share in lives),
        "on_air": session.state == SessionState.OPEN,
    }
    return render(request, "office/reports/reading.html", context)


@require_GET
@staff_of_coop(*SEE)
def words(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/report/reading/words/?page=: every word that is in no list and no name of the sheet."""
    session = found(request, session_id)
    listed = page_of(request, unknown_words(coop=request.coop, session=session), WORDS_PER_PAGE)
    shown = examples(coop=request.coop, session=session, words=list(listed))
    context = {
        "session": session,
        "page": listed,
        "rows": _rows(request, session, list(listed), shown),
        "may_teach": may(request.roles, *TEACH),
    }
    return render(request, "office/reports/words.html", context)


def _rows(
    request: StaffRequest, session: Session, words: Sequence[Unknown], shown: Mapping[int, ShownComment]
) -> list[tuple[Unknown, ShownComment | None, int]]:
    """Each word with its latest comment and one that it can be taught from, 0 where none waits."""
    taught_from = teachable(coop=request.coop, session=session, words=words)
    return [(word, shown.get(word.comments[-1]), taught_from.get(word.key, 0)) for word in words]
