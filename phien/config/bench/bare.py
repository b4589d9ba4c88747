"""The bare HTTP floor: one route on the same server that parses the same body and answers. No desk behind."""

import os
import socket

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWER = orjson.dumps(
    {
        "order": "DTABCDEFG",
        "state": "held",
        "total": 175000,
        "pay_by": "2026-11-25T10:00:00+00:00",
        "link": "/o/abcdefghijklmnopqrstuv",
    }
)


async def buy(request: Request) -> Response:
    """Parse the body and answer."""
    orjson.loads(await request.body())
    return Response(ANSWER, 201, media_type="application/json")


app = Starlette(routes=[Route("/api/sessions/{session:int}/orders", buy, methods=["POST"])])

if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", int(os.environ["PHIEN_PORT"])), backlog=4096)
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="error", access_log=False)
    uvicorn.Server(config).run([listener])
