"""The OpenAPI document at /api/openapi.json. The edge answers these routes itself; their bodies are the
edge's own models, declared here so that one document covers both. A request that reaches Django found no
edge in front of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Router
from ninja.security import HttpBearer

from phien.kernel.words import gettext_noop
from phien.live.edge import bodies
from phien.plumbing.middleware import translated

AWAY = gettext_noop("This address is answered by the live edge, which is not in front of this server.")


class Bearer(HttpBearer):
    """A token of `phien token`; the edge checks it."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        return token


api = NinjaAPI(
    title="Chợ Phiên",
    version="1",
    description="A live session: buy, send comments, watch. Money is whole đồng; times are ISO 8601.",
    docs_url=None,
    urls_namespace="api",
)
sessions = Router(tags=["live session"])
REFUSALS = {
    409: bodies.RefusalAnswer,
    422: bodies.RefusalAnswer,
    429: bodies.RefusalAnswer,
    503: bodies.RefusalAnswer,
}


def _away() -> HttpResponse:
    return JsonResponse({"code": "edge_away", "reason": translated(AWAY)}, status=503)


@sessions.post(
    "/{int:session}/orders", response={201: bodies.OrderAnswer, 200: bodies.OrderAnswer, **REFUSALS}
)
def orders(request: HttpRequest, session: int, body: bodies.OrderBody) -> Any:
    """Buy. 201 for a new order or an addition; 200 with the first answer for a repeated key; 409 with code
    sold_out, waitlisted (position, link), limit or closed; 422 with a reason per field."""
    return _away()


@sessions.post(
    "/{int:session}/comments",
    auth=Bearer(),
    response={200: list[bodies.CommentAnswer], 401: bodies.RefusalAnswer, **REFUSALS},
)
def comments(request: HttpRequest, session: int, body: list[bodies.CommentBody]) -> Any:
    """Comments from anywhere, at most 500 at once. Answers one outcome each, in order: order, changed,
    cancelled, review, question, other, waitlisted, sold_out, limit, closed, invalid, duplicate."""
    return _away()


@sessions.post("/{int:session}/chat", response={200: bodies.CommentAnswer, **REFUSALS})
def chat(request: HttpRequest, session: int, body: bodies.ChatBody) -> Any:
    """A viewer's own comment on the live page (buyer cookie)."""
    return _away()


@sessions.get("/{int:session}/state", response={200: dict[str, Any], 404: bodies.RefusalAnswer})
def state(request: HttpRequest, session: int) -> Any:
    """What is so now: items, what is left, prices, chat; `id` is where to follow from."""
    return _away()


@sessions.get("/{int:session}/mine", response={200: dict[str, Any]})
def mine(request: HttpRequest, session: int) -> Any:
    """The orders and places in line of this browser's buyer (cookie)."""
    return _away()


@sessions.get("/{int:session}/events", response={200: str, 404: bodies.RefusalAnswer})
def events(request: HttpRequest, session: int, after: str = "") -> Any:
    """Server-sent events: stock, pinned, price, session, chat, hidden, viewers, mine, reset.

    Ids are fence.seq. `hidden` ({"ids": […]}) names lines of the chat that staff took off the page: show them
    no longer. One shown again comes as `chat` with the same `id`."""
    return _away()


@sessions.get("/{int:session}/studio/events", response={200: str, 404: bodies.RefusalAnswer})
def studio_events(request: HttpRequest, session: int, after: str = "") -> Any:
    """The studio's events, for signed-in staff of the session's cooperative."""
    return _away()


api.add_router("/sessions", sessions)
