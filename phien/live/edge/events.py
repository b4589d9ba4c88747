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

ASK_AGAIN = 300.0
SLUG = "select c.slug from live_session s join coops_coop c on c.id = s.coop_id where s.id = %s"
Ticket = Callable[[Request, str], Awaitable[int]]
_watching: set[asyncio.Task[None]] = set()


def _after(request: Request) -> Mark | None:
    """Where the viewer left off; Last-Event-ID wins."""
    text = request.headers.get("last-event-id") or request.query_params.get("after", "")
    if not text:
        return None
    return Mark.read(text) or Mark(-1, -1)  # an unknown id gets a reset


async def _slug(edge: Edge, session: int) -> str | None:
    async with edge.pool.connection() as connection:
        row = await (await connection.execute(SLUG, [session])).fetchone()
    return row[0] if row else None


async def public(request: Request) -> Response | Taken:
    """GET /api/sessions/{id}/events."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    if session not in edge.shows and await _slug(edge, session) is None:
        return refusal(request, 404, "not_found")
    show = await edge.show(session)
    take = request.scope["extensions"][TAKE]
    backlog = show.public.since(_after(request))
    take(Viewer(show.public, backlog=backlog, buyer=read_buyer(request.cookies) or ""))
    return Taken()


async def studio(request: Request) -> Response | Taken:
    """GET /api/sessions/{id}/studio/events: the web process says who may watch, and is asked again."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    slug = await _slug(edge, session)
    if slug is None:
        return refusal(request, 404, "not_found")
    ticket: Ticket = request.app.state.ticket
    path = f"/{slug}/sessions/{session}/studio/ticket/"
    status = await ticket(request, path)
    if status != 204:
        return refusal(request, 403 if status == 403 else 404, "not_found")
    show = await edge.show(session)
    viewer = Viewer(show.studio, backlog=show.studio.since(_after(request)))
    request.scope["extensions"][TAKE](viewer)

    async def watch() -> None:
        while not viewer.transport.is_closing():
            await asyncio.sleep(ASK_AGAIN)
            if await ticket(request, path) != 204:
                viewer.transport.close()

    task = asyncio.create_task(watch())
    _watching.add(task)
    task.add_done_callback(_watching.discard)
    return Taken()
