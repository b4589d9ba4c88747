"""What an address must be, and how often letters may be asked for. Values in, values or refusals out."""

import re
from datetime import timedelta

from phien.audience.errors import EmailWrong, TooOften

# What mail servers take in practice; whether it is somebody's is found out by the letter.
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
LONGEST = 254
BY_NETWORK = 20  # letters an hour that one network address may cause: a village shares one
BY_ADDRESS = 3  # letters an hour to one e-mail address, whoever asks
WINDOW = timedelta(hours=1)
UNCONFIRMED = timedelta(days=7)  # then an address that nobody confirmed is deleted


def email_of(text: str) -> str:
    """As it is kept: without spaces around, in small letters."""
    email = text.strip().lower()
    if len(email) > LONGEST or not _EMAIL.fullmatch(email) or ".." in email:
        raise EmailWrong
    return email


def must_not_be_too_often(*, by_network: int, by_address: int) -> None:
    """`by_network` and `by_address` count the requests of the last hour before this one."""
    if by_network >= BY_NETWORK or by_address >= BY_ADDRESS:
        raise TooOften
