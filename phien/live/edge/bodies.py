"""What may be sent to the live routes: plain pydantic models, also declared in the OpenAPI document."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from phien.kernel.phones import to_e164
from phien.kernel.text import clean
from phien.kernel.words import gettext_noop

BAD_PHONE = gettext_noop("Write a Vietnamese mobile number of 10 digits, such as 0900 000 001.")
REQUIRED = gettext_noop("This is needed.")
WRONG = gettext_noop("This is not what belongs here.")
BAD_QUANTITY = gettext_noop("Write a whole number from 1 to 999.")
TOO_LONG = gettext_noop("This is too long.")
RESERVED = gettext_noop("This name is our own; give the channel another one.")
OUR_SOURCES = frozenset({"button", "command", "live", "review"})  # names that the desk itself gives


def _phone(text: str) -> str:
    number = to_e164(text)
    if number is None:
        raise PydanticCustomError("phone", BAD_PHONE)
    return number


def _cleaned(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise PydanticCustomError("missing", REQUIRED)
    return text


def _channel(text: str) -> str:
    if text in OUR_SOURCES:
        raise PydanticCustomError("reserved", RESERVED)
    return text


Text = Annotated[str, AfterValidator(_cleaned)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")]


class Body(BaseModel):
    """Strict about types: a number is no text, a text no number."""

    model_config = ConfigDict(strict=True)


class BuyerBody(Body):
    """Who buys; the phone is checked and kept as E.164."""

    name: Annotated[Text, Field(max_length=120)]
    phone: Annotated[str, Field(max_length=40), AfterValidator(_phone)]


class WantedItem(Body):
    """An item's code on the run sheet, and how many sale units."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True, to_upper=True)]
    qty: Annotated[StrictInt, Field(ge=1, le=999)]


class OrderBody(Body):
    """The buy button. The same `key` again gets the first answer again."""

    key: Key
    buyer: BuyerBody
    items: Annotated[list[WantedItem], Field(min_length=1, max_length=20)]


class AuthorBody(Body):
    """Who wrote a comment, as the channel names them."""

    id: Annotated[Text, Field(max_length=200)]
    name: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""


class CommentBody(Body):
    """A comment from anywhere. `pinned` is the item on screen when it was written."""

    source: Annotated[
        str,
        StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_.-]+$"),
        AfterValidator(_channel),
    ]
    external_id: Annotated[Text, Field(max_length=200)]
    author: AuthorBody
    text: Annotated[str, Field(max_length=4000), AfterValidator(clean)]
    at: Annotated[datetime | None, Field(strict=False)] = None
    pinned: Annotated[str, Field(max_length=20)] | None = None


class ChatBody(Body):
    """A viewer's own comment on the live page; `cid` is the client's own id, `name` empty until given."""

    cid: Key
    name: Annotated[str, Field(max_length=60), AfterValidator(clean)] = ""
    text: Annotated[Text, Field(max_length=500)]


class OrderAnswer(BaseModel):
    """201, or 200 for a repeated key. Money in đồng; `pay_by` ISO 8601; `link` from the site's root."""

    order: str
    state: str
    total: int
    pay_by: str | None
    link: str


class RefusalAnswer(BaseModel):
    """409, 422, 429 or 503: a stable code, and a sentence in the reader's language."""

    code: str
    reason: str
    fields: dict[str, str] | None = None


class CommentAnswer(BaseModel):
    """One comment's outcome."""

    external_id: str
    outcome: str
    order: str | None = None
    items: list[WantedItem] | None = None
    reason: str | None = None


SENTENCES = {
    "missing": REQUIRED,
    "string_too_short": REQUIRED,
    "too_short": REQUIRED,
    "string_too_long": TOO_LONG,
    "too_long": TOO_LONG,
    "phone": BAD_PHONE,
    "reserved": RESERVED,
    "greater_than_equal": BAD_QUANTITY,
    "less_than_equal": BAD_QUANTITY,
    "int_type": BAD_QUANTITY,
}
