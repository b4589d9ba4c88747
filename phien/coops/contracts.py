"""Values that leave this house."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Settings:
    """What a cooperative's manager sets. Money in đồng; phones as typed, stored as E.164."""

    name: str
    short_name: str
    story: str
    return_name: str
    return_phone: str
    return_street: str
    return_commune: str
    return_province: str
    bank_bin: str
    bank_account: str
    bank_holder: str
    shipping_fee: int
    button_hold_minutes: int
    comment_hold_hours: int
    limit_per_buyer: int | None = None
    low_stock: int = 10
    late_after_days: int = 2
    legal_name: str = ""
    registration_number: str = ""
    registered_at: str = ""
    registered_on: date | None = None
    tax_code: str = ""
    seller_address: str = ""
    seller_phone: str = ""
    seller_email: str = ""


@dataclass(frozen=True, slots=True)
class NewCoop:
    """What a new cooperative is called. Empty: short address and prefix are made of the name."""

    name: str
    slug: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may come in. `token` opens `/invitations/<token>/` once; empty: they have a password."""

    person_id: int
    login: str
    token: str
