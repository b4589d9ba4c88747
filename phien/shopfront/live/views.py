"""What viewers see: what is on air, one live, and buying without JavaScript."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from phien.comments import queries as comments
from phien.coops.doors import coop_by_slug
from phien.kernel.refusals import Refusal
from phien.live import doors
from phien.live.actions import ask_desk
from phien.live.contracts import REOPENABLE
from phien.live.cookie import AGE, NAME, new_buyer, read_buyer
from phien.plumbing.middleware import refusal_sentence
from phien.shopfront.live.forms import OrderForm, fresh_order_form
from phien.shopfront.live.sharing import live_card, live_shared, plan_card
from phien.shopfront.live.state import state_of
from phien.shopfront.live.words import live_words

PAGES = {"scheduled": "scheduled", "open": "live", "closed": "ended"}


def front(request: HttpRequest) -> HttpResponse:
    """GET /: what is on air, and what comes next."""
    on_air, upcoming = doors.on_air(), doors.upcoming(at=now())
    goods = doors.shown_on_front(session_ids=[session.pk for session in (*on_air, *upcoming)])
    context = {
        "on_air": [(session, goods.get(session.pk, [])) for session in on_air],
        "upcoming": [(session, goods.get(session.pk, [])) for session in upcoming],
    }
    return render(request, "shopfront_live/front.html", context)


def live(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET /live/<id>: before, during and after."""
    session = _session(session_id)
    at, item = now(), _featured(session)
    context: dict[str, Any] = {"session": session, "featured": item, "now": at, "share": live_shared(session)}
    if session.state == "open":
        context |= {"state": state_of(session, at=at), "words": live_words()}
        context["flash_seconds"] = (item.flash_until - at).seconds if item and item.flash_until else 0
        context["chat"] = comments.chat(coop=session.coop, session_id=session.id)
    elif session.state == "scheduled":
        context["goods"] = doors.shown_on_front(session_ids=[session.id]).get(session.id, [])
    else:
        context["words"] = live_words()
        context["may_go_on"] = session.closed_at is not None and at < session.closed_at + REOPENABLE
        context["upcoming"] = [one for one in doors.upcoming(at=at) if one.coop_id == session.coop.pk]
    return render(request, f"shopfront_live/{PAGES[session.state]}.html", context)


@require_GET
def card(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET /live/<id>/card.png: the picture that other people's previews show."""
    return _picture(live_card(_session(session_id)))


@require_GET
def coop_card(request: HttpRequest, coop: str) -> HttpResponse:
    """GET /live/<coop>/card.png: the same of a cooperative."""
    found = coop_by_slug(slug=coop)
    if found is None:
        raise Http404
    return _picture(plan_card(found))


def orders(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET and POST /live/<id>/orders/: buy without JavaScript."""
    session = _session(session_id)
    if request.method == "POST":
        return _place(request, session)
    code = request.GET.get("code", "")
    if session.state != "open" or _item(session, code) is None:
        return HttpResponseRedirect(f"/live/{session.id}")
    return _ask(request, session, fresh_order_form(code=code, qty=request.GET.get("qty", "1")))


def _picture(png: bytes) -> HttpResponse:
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "public, max-age=600"})


def _place(request: HttpRequest, session: doors.PublicSession) -> HttpResponse:
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _ask(request, session, form, status=422)
    buyer, cookie = read_buyer(request.COOKIES), ""
    if buyer is None:
        cookie, buyer = new_buyer()
    wish = form.cleaned_data
    try:
        answer = ask_desk(
            coop=session.coop,
            session_id=session.id,
            do="place",
            body={
                "buyer_key": buyer,
                "source": "button",
                "name": wish["name"],
                "phone": wish["phone"],
                "items": [{"code": wish["code"], "qty": wish["qty"]}],
            },
            key=wish["key"],
            by=None,
            actor="buyer",
        )
        response: HttpResponse = HttpResponseRedirect(str(answer["link"]))
    except Refusal as refusal:
        link = refusal.details.get("link")
        if link:  # waiting in line is an answer with a page of its own
            response = HttpResponseRedirect(str(link))
        else:
            form.add_error(None, refusal_sentence(refusal))
            if refusal.status < 500:  # answered: what is sent next is a new wish
                form.renew_key()
            response = _ask(request, session, form, status=refusal.status)
    if cookie:
        response.set_cookie(
            NAME, cookie, max_age=AGE, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def _ask(
    request: HttpRequest, session: doors.PublicSession, form: OrderForm, *, status: int = 200
) -> HttpResponse:
    item = _item(session, str(form["code"].value() or ""))
    context = {"session": session, "form": form, "item": item}
    return render(request, "shopfront_live/order.html", context, status=status)


def _session(session_id: int) -> doors.PublicSession:
    session = doors.public_session(session_id=session_id, at=now())
    if session is None:
        raise Http404
    return session


def _item(session: doors.PublicSession, code: str) -> doors.PublicItem | None:
    return next((item for item in session.items if item.code == code), None)


def _featured(session: doors.PublicSession) -> doors.PublicItem | None:
    """What is pinned, or the first item that can be had."""
    rows = sorted(session.items, key=lambda item: item.left == 0)
    return session.pinned or (rows[0] if rows else None)
