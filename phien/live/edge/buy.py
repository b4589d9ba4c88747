"""The buy button. As bare as can be: parse, validate, enqueue, await, answer."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from phien.live.contracts import Ask
from phien.live.cookie import header, new_buyer, read_buyer
from phien.live.edge.answers import answered, bad_body, refusal
from phien.live.edge.bodies import OrderBody
from phien.live.edge.guards import (
    ADDRESS,
    BUYER,
    address,
    body_of,
    is_browser,
    is_foreign,
    is_json,
    is_local,
    said_by,
)
from phien.live.edge.place import Edge

MOST = 16 * 1024


async def buy(request: Request) -> Response:
    """POST /api/sessions/{id}/orders: 201, 200 for a repeat, 409, 422, 429, 503."""
    edge: Edge = request.app.state.edge
    headers = said_by(request)
    if not is_json(headers):
        return refusal(request, 415, "not_json")
    if is_foreign(headers):
        return refusal(request, 403, "foreign")
    raw = await body_of(request, headers, MOST)
    if raw is None:
        return refusal(request, 413, "too_large")
    buyer, cookie = read_buyer(request.cookies) if "cookie" in headers else None, ""
    if not is_local(request, headers) and not (
        edge.limits.allows("a:" + address(request, edge.proxies), ADDRESS)
        and (buyer is None or edge.limits.allows(buyer, BUYER))
    ):
        return refusal(request, 429, "too_fast")
    try:
        body = OrderBody.model_validate_json(raw)
    except ValidationError as error:
        return bad_body(request, error)
    session = request.path_params["session"]
    if buyer is None and is_browser(headers):
        # a browser's first purchase: the order is placed under the cookie it is given now
        cookie, buyer = new_buyer(f"{session}/{body.key}")
    wanted: dict[str, int] = {}
    for item in body.items:
        wanted[item.code] = wanted.get(item.code, 0) + item.qty
    ask = Ask(
        session,
        "place",
        body.key,
        {
            "buyer_key": buyer or "k:" + body.key,
            "name": body.buyer.name,
            "phone": body.buyer.phone,
            "items": [{"code": code, "qty": qty} for code, qty in wanted.items()],
        },
        "buyer",
    )
    answer = await edge.desks.ask(ask)
    response = answered(request, answer.status, answer.body)
    if cookie:
        response.headers["Set-Cookie"] = header(cookie)
    return response
