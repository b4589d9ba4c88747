"""The edge's app: live routes here, everything else goes on to Django on a Unix socket. No Django here."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator

import psycopg
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from phien.config.forward import Forward
from phien.config.watch import database_answers, loop_watched, new_pool, owner, watches
from phien.live.desk.desks import Desks
from phien.live.edge.answers import refusal
from phien.live.edge.place import Edge
from phien.live.edge.routes import ROUTES, EdgeApp
from phien.plumbing import lookout, meters
from phien.plumbing.bus import Bus
from phien.plumbing.readiness import Readiness, alive

log = logging.getLogger("phien.edge")


def make_app(*, with_desks: bool = True) -> Starlette:
    """The app of one edge process, from the environment: DATABASE_URL, NATS_URL, PHIEN_WEB_SOCKET,
    PHIEN_OWNER (a name that one living process has), PHIEN_PROXIES (addresses, by comma)."""
    dsn = os.environ["DATABASE_URL"]
    proxies = frozenset(filter(None, os.environ.get("PHIEN_PROXIES", "").split(",")))
    name = owner()
    forward = Forward(os.environ.get("PHIEN_WEB_SOCKET", ""), proxies=proxies)
    readiness = Readiness({})

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        bus = Bus(os.environ["NATS_URL"])
        await bus.connect(within=3)  # an edge with its desks sells without a bus, too
        pool = new_pool(dsn, most=8)
        await pool.open()
        desks = Desks(dsn=dsn, bus=bus, pool=pool, owner=name)
        edge = Edge(bus=bus, pool=pool, desks=desks, name=name, proxies=proxies)
        app.state.edge, app.state.ticket = edge, forward.ticket
        if with_desks:
            await desks.start()
        await edge.start()
        readiness.parts = {
            "database": lambda: database_answers(pool),
            "desks": lambda: watches(desks, wanted=with_desks),
            "web": forward.answers,
        }
        loop = asyncio.get_running_loop()
        watched = lookout.keep_lookout("edge", alive=alive(loop), ready=readiness.from_threads(loop))
        try:
            with meters.here.holding(desks=desks.serving, shows=edge.shows, bus=bus):
                async with loop_watched():
                    yield
        finally:
            readiness.draining = True
            await edge.stop()
            await desks.stop()
            await forward.close()
            await pool.close()
            await bus.close()
            if watched is not None:
                watched.close()

    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    app = EdgeApp(
        routes=[*ROUTES, *HEALTH, Route("/{path:path}", forward.go, methods=every)],
        lifespan=lifespan,
        exception_handlers={psycopg.Error: _database_away, ClientDisconnect: _gone},
    )
    app.state.readiness = readiness
    return app


async def healthz(request: Request) -> Response:
    """GET /healthz: 200, this process lives. Asks nobody."""
    status, body = lookout.answer({})
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")


async def readyz(request: Request) -> Response:
    """GET /readyz: 200 where it can serve; 503 with what is not ready. Looks once a second at most."""
    readiness: Readiness = request.app.state.readiness
    status, body = lookout.answer(await readiness.look())
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")


HEALTH = [
    Route("/healthz", healthz, methods=["GET"], name="healthz"),
    Route("/readyz", readyz, methods=["GET"], name="readyz"),
]


async def _database_away(request: Request, error: Exception) -> Response:
    """What a read could not be told: nothing was asked of any desk."""
    log.warning("the database is away: %s", error)
    return refusal(request, 503, "desk_away")


async def _gone(request: Request, error: Exception) -> Response:
    """Nobody is there to read it."""
    return Response(status_code=499)
