"""The edge's route table: what is answered here; every other path goes on to Django.

`EdgeApp` answers the buy button before Starlette's router and its middlewares see it (docs/performance.md).
The route stays in the table, so that everything that reads the table knows it.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from phien.live.edge import buy, events, remarks, state

ROUTES = [
    Route("/api/sessions/{session:int}/orders", buy.buy, methods=["POST"], name="orders"),
    Route("/api/sessions/{session:int}/comments", remarks.comments, methods=["POST"], name="comments"),
    Route("/api/sessions/{session:int}/chat", remarks.chat, methods=["POST"], name="chat"),
    Route("/api/sessions/{session:int}/state", state.state, methods=["GET"], name="state"),
    Route("/api/sessions/{session:int}/mine", state.mine, methods=["GET"], name="mine"),
    Route("/api/sessions/{session:int}/events", events.public, methods=["GET"], name="events"),
    Route("/api/sessions/{session:int}/studio/events", events.studio, methods=["GET"], name="studio"),
]

BUY = re.compile(r"/api/sessions/([0-9]{1,18})/orders")
Messages = Callable[[], Awaitable[Any]]
Sending = Callable[[Any], Awaitable[None]]


class EdgeApp(Starlette):
    """Starlette, with a short way for the one route that hundreds ask at once."""

    async def __call__(self, scope: Any, receive: Messages, send: Sending) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            named = BUY.fullmatch(scope["path"])
            if named is not None:
                scope["app"], scope["path_params"] = self, {"session": int(named[1])}
                try:
                    response = await buy.buy(Request(scope, receive, send))
                except ClientDisconnect:
                    response = Response(status_code=499)
                await response(scope, receive, send)
                return
        await super().__call__(scope, receive, send)
