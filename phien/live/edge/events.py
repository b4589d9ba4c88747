"""The event streams: public for viewers, the studio's for staff. A stream leaves the request machinery."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from phien.live.cookie import read_buyer
from phien.live.edge.answers import refusal
from phien.live.edge.place import Edge
from phien.plumbing.streams.server import TAKE, Taken
from phien.plumbing.streams.stream import Mark, Viewer

ASK_AGAIN = 30.0  # seconds; who was removed hears no more after that, and a handful of staff ask
MAY_NOT = (301, 302, 401, 403, 404)  # the web process's no; anything else means that it is away
Ticket = Callable[[Request, str], Awaitable[int]]
_watching: set[asyncio.Task[None]] = set()


def _after(request: Request) -> Mark | None:
    """Where the viewer left off; Last-Event-ID wins."""
    text = request.headers.get("last-event-id") or request.query_params.get("after", "")
    if not text:
        return None
    return Mark.read(text) or Mark(-1, -1)  # an unknown id gets a reset


async def public(request: Request) -> Response | Taken:
    """GET /api/sessions/{id}/events."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    show = await edge.show(session)
    if show is None:
        return refusal(request, 404, "not_found")
    take = request.scope["extensions"][TAKE]
    take(Viewer(show.public, after=_after(request), buyer=read_buyer(request.cookies) or ""))
    return Taken()


async def studio(request: Request) -> Response | Taken:
    """GET /api/sessions/{id}/studio/events: the web process says who may watch, and is asked again."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    slug, show = await edge.slug(session), await edge.show(session)
    if slug is None or show is None:
        return refusal(request, 404, "not_found")
    ticket: Ticket = request.app.state.ticket
    path = f"/{slug}/sessions/{session}/studio/ticket/"
    status = await ticket(request, path)
    if status != 204:
        if status in MAY_NOT:
            return refusal(request, 403 if status == 403 else 404, "not_found")
        return refusal(request, 503, "web_away")
    viewer = Viewer(show.studio, after=_after(request))
    request.scope["extensions"][TAKE](viewer)

    async def watch() -> None:
        """Until it has gone, or is no more allowed; a web process that is away ends nobody's watch."""
        while not viewer.gone:
            await asyncio.sleep(ASK_AGAIN)
            if not viewer.gone and await ticket(request, path) in MAY_NOT:
                viewer.close()

    task = asyncio.create_task(watch())
    _watching.add(task)
    task.add_done_callback(_watching.discard)
    return Taken()
