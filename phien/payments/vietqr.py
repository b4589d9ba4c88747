"""VietQR: the payload a bank app reads (EMVCo TLV, NAPAS), and its picture. Plain Python.

The money goes straight to the cooperative's own account: nobody here pools other people's money.
"""

import io
import re
from functools import lru_cache

import segno
from vietnam_qr_pay import QRPay

from phien.coops.banks import BANKS
from phien.payments.errors import NoBankAccount

INK, WHITE = "#17161F", "#FFFFFF"  # both themes alike: a camera reads it
QUIET = 4  # modules of white around, as the standard asks
_ACCOUNT = re.compile(r"[0-9A-Z]{1,19}")
_BIN = re.compile(r"[0-9]{6}")
_CONTENT = re.compile(r"[0-9A-Z]{1,25}")


@lru_cache(maxsize=4096)
def usable(*, bank_bin: str, account: str) -> bool:
    """True where a QR can carry this account."""
    return bool(_BIN.fullmatch(bank_bin) and _ACCOUNT.fullmatch(account))


def payload(*, bank_bin: str, account: str, amount: int, content: str) -> str:
    """The text of the QR: `amount` đồng to `account` of the bank `bank_bin`, with `content`.

    Lengths are counted in characters, so only upper-case ASCII may go in: anything else is refused
    as `NoBankAccount` (the cooperative's account is not usable) or a ValueError (a wrong content).
    """
    if not usable(bank_bin=bank_bin, account=account):
        raise NoBankAccount
    if amount <= 0 or not _CONTENT.fullmatch(content):
        raise ValueError(f"no transfer of {amount} with content {content!r}")
    return str(QRPay.init_viet_qr(bank_bin, account, amount=str(amount), purpose=content).build())


@lru_cache(maxsize=1024)
def picture(text: str) -> str:
    """An SVG of `text`, ink on white, 4 modules of quiet, scalable (no size of its own)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=QUIET, dark=INK, light=WHITE, xmldecl=False, omitsize=True, svgclass="qr-code"
    )
    return out.getvalue().decode()


def png(text: str, *, scale: int = 12) -> bytes:
    """The same as a PNG to save on the phone; `scale` pixels a module."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="png", border=QUIET, scale=scale, dark=INK, light=WHITE
    )
    return out.getvalue()


def bank_name(bank_bin: str) -> str:
    """What people call the bank of this BIN; the BIN itself where it is not known."""
    return next((bank.short for bank in BANKS if bank.bin == bank_bin), bank_bin)


def spaced_account(account: str) -> str:
    """An account number in groups of four, for the eye; no digit stands alone: 5000 2051 23456."""
    groups = [account[at : at + 4] for at in range(0, len(account), 4)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = ["".join(groups[-2:])]
    return " ".join(groups)
