"""Values that leave this house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a buyer needs to send the money; `amount` in đồng, `payload` is the text of the QR."""

    bank: str
    account: str
    spaced: str  # the account in groups, for the eye
    holder: str
    amount: int
    content: str
    payload: str
    picture: str  # an SVG
