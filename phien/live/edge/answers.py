"""Answers of the live routes: JSON bytes, refusals with their sentence in the reader's language."""

from typing import Any

import orjson
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop
from phien.live import errors
from phien.live.edge.bodies import SENTENCES, WRONG
from phien.plumbing.languages import chosen, translate
from phien.plumbing.streams.server import Reply

OTHER = {
    "bad_body": gettext_noop("Please check what is marked."),
    "no_token": gettext_noop("A valid token is needed."),
    "foreign": gettext_noop("This was sent from another site."),
    "not_json": gettext_noop("Send JSON (application/json)."),
    "too_large": gettext_noop("This is too much at once."),
    "too_fast": gettext_noop("That was very fast. Wait a moment and try again."),
    "web_away": gettext_noop("The page is not answering. Try again in a moment."),
}


def language(request: Request) -> str:
    """The reader's language."""
    return chosen(request.cookies, request.headers.get("accept-language", ""))


def json(status: int, body: object, **headers: str) -> Response:
    """JSON bytes."""
    return Reply(orjson.dumps(body), status, {"Cache-Control": "no-store", **headers}, "application/json")


def sentence(request: Request, body: dict[str, Any]) -> str:
    """The sentence of a refusal's code."""
    code = str(body["code"])
    refusal = errors.ALL.get(code)
    text = refusal.sentence if refusal else OTHER.get(code, Refusal.sentence)
    details = {key: value for key, value in body.items() if key not in ("code", "reason")}
    return translate(language(request), text, **details)


def refusal(request: Request, status: int, code: str, **details: object) -> Response:
    """A refusal of the edge itself."""
    body = {"code": code, **details}
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    return json(status, {**body, "reason": sentence(request, body)}, **headers)


def answered(request: Request, status: int, body: Any) -> Response:
    """The desk's answer; a refusal gets its sentence."""
    if status < 400 or not isinstance(body, dict) or "code" not in body:
        return json(status, body)
    headers = {"Retry-After": "1"} if status == 503 else {}
    return json(status, {**body, "reason": sentence(request, body)}, **headers)


def bad_body(request: Request, error: ValidationError) -> Response:
    """422 with a reason per field."""
    return json(
        422,
        {
            "code": "bad_body",
            "reason": sentence(request, {"code": "bad_body"}),
            "fields": fields(request, error),
        },
    )


def fields(request: Request, error: ValidationError) -> dict[str, str]:
    """A sentence for each field that is wrong, by its dotted path."""
    lang = language(request)
    return {
        ".".join(str(part) for part in row["loc"]) or "body": translate(
            lang, SENTENCES.get(row["type"], WRONG)
        )
        for row in error.errors(include_url=False, include_input=False, include_context=False)
    }
