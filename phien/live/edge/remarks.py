"""Comments from channels (by token) and from the live page itself (by cookie)."""

from typing import Any

import orjson
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from phien.live.contracts import Ask
from phien.live.cookie import header, new_buyer, read_buyer
from phien.live.desk.remarks import LIVE, live_id
from phien.live.edge.answers import answered, bad_body, fields, json, refusal
from phien.live.edge.bodies import ChatBody, CommentBody
from phien.live.edge.guards import ADDRESS, CHAT, address, body_of, is_foreign, is_json, is_local, said_by
from phien.live.edge.place import Edge

MOST = 2 * 1024 * 1024
MOST_OF_ONE = 16 * 1024
MOST_ROWS = 500


async def comments(request: Request) -> Response:
    """POST /api/sessions/{id}/comments with a bearer token: a list in, a list of outcomes out, in order."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    status = await edge.tokens.status(request, session, edge.limits, edge.proxies)
    if status != 200:
        return refusal(request, status, {401: "no_token", 429: "too_fast"}.get(status, "not_found"))
    headers = said_by(request)
    if not is_json(headers):
        return refusal(request, 415, "not_json")
    raw = await body_of(request, headers, MOST)
    if raw is None:
        return refusal(request, 413, "too_large")
    try:
        rows = orjson.loads(raw)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        return refusal(request, 422, "bad_body" if not isinstance(rows, list) else "too_large")
    good: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any] | None] = []
    for row in rows:
        try:
            parsed = CommentBody.model_validate(row)
        except ValidationError as error:
            named = str(row.get("external_id", ""))[:200] if isinstance(row, dict) else ""
            wrong = "; ".join(f"{name}: {text}" for name, text in fields(request, error).items())
            outcomes.append({"external_id": named, "outcome": "invalid", "reason": wrong})
            continue
        outcomes.append(None)
        good.append(parsed.model_dump(mode="json"))
    if good:
        answer = await edge.desks.ask(Ask(session, "comments", "", {"rows": good}, "api"), within=15)
        if answer.status != 200:
            return answered(request, answer.status, answer.body)
        read = iter(answer.body)
        outcomes = [next(read) if each is None else each for each in outcomes]
    return json(200, outcomes)


async def chat(request: Request) -> Response:
    """POST /api/sessions/{id}/chat: a viewer's own comment, read like any other."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    headers = said_by(request)
    if not is_json(headers):
        return refusal(request, 415, "not_json")
    if is_foreign(headers):
        return refusal(request, 403, "foreign")
    raw = await body_of(request, headers, MOST_OF_ONE)
    if raw is None:
        return refusal(request, 413, "too_large")
    buyer, cookie = read_buyer(request.cookies), ""
    peer = "a:" + address(request, edge.proxies)
    if not edge.limits.allows("c:" + (buyer or peer), CHAT) or not (
        is_local(request, headers) or edge.limits.allows(peer, ADDRESS)
    ):
        return refusal(request, 429, "too_fast")
    try:
        body = ChatBody.model_validate_json(raw)
    except ValidationError as error:
        return bad_body(request, error)
    if buyer is None:
        cookie, buyer = new_buyer(f"{session}/{body.cid}")
    row = {
        "source": LIVE,
        "external_id": live_id(body.cid, buyer),
        "author": {"id": buyer, "name": body.name},
        "text": body.text,
        "at": None,
        "pinned": None,
    }
    answer = await edge.desks.ask(Ask(session, "comments", "", {"rows": [row]}, "buyer"))
    if not isinstance(answer.body, list):
        return answered(request, answer.status, answer.body)
    response = json(200, {**answer.body[0], "external_id": body.cid})
    if cookie:
        response.headers["Set-Cookie"] = header(cookie)
    return response
