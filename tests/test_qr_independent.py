"""The payment QR, read back by code that shares nothing with its writer.

A TLV reader of our own, Python's CRC, and zxing-cpp on the picture.
"""

import binascii
import io

import pytest
import zxingcpp
from PIL import Image

from phien.payments import vietqr
from phien.payments.errors import NoBankAccount

WORKED = (
    "00020101021238570010A00000072701270006970405011350002051234560208QRIBFTTA"
    "530370454061850005802VN62120808DH7K2M9Q63048207"
)


def fields(text: str) -> dict[str, str]:
    """EMVCo TLV: two digits id, two digits length, value; as a flat dict."""
    out: dict[str, str] = {}
    at = 0
    while at < len(text):
        length = int(text[at + 2 : at + 4])
        value = text[at + 4 : at + 4 + length]
        assert len(value) == length, f"field {text[at : at + 2]} is cut short"
        assert text[at : at + 2] not in out, f"field {text[at : at + 2]} stands twice"
        out[text[at : at + 2]] = value
        at += 4 + length
    return out


def test_the_worked_example_comes_out_byte_for_byte():
    made = vietqr.payload(bank_bin="970405", account="5000205123456", amount=185_000, content="DH7K2M9Q")
    assert made == WORKED


@pytest.mark.parametrize(
    ("bank_bin", "account", "amount", "content"),
    [
        ("970405", "5000205123456", 1, "CP7K2M9Q"),
        ("970436", "0011001234567", 320_000, "PD23456A"),
        ("970422", "9", 9_999_999_999, "AT2345678B"),
        ("546034", "1234567890123456789", 1_450_000, "NY7K2M9QU"),
    ],
)
def test_every_part_is_read_back_by_an_independent_decoder(bank_bin, account, amount, content):
    made = vietqr.payload(bank_bin=bank_bin, account=account, amount=amount, content=content)
    assert made.isascii()
    assert made[-8:-4] == "6304"
    assert made[-4:] == f"{binascii.crc_hqx(made[:-4].encode('ascii'), 0xFFFF):04X}"
    root = fields(made)
    assert root["00"] == "01"
    assert root["01"] == "12", "the amount is inside, so it is dynamic"
    merchant = fields(root["38"])
    assert merchant["00"] == "A000000727"
    assert merchant["02"] == "QRIBFTTA"
    assert fields(merchant["01"]) == {"00": bank_bin, "01": account}
    assert (root["53"], root["58"], root["54"]) == ("704", "VN", str(amount))
    assert fields(root["62"]) == {"08": content}


def test_the_picture_is_read_by_a_camera_library():
    made = vietqr.payload(bank_bin="970405", account="5000205123456", amount=185_000, content="DH7K2M9Q")
    picture = Image.open(io.BytesIO(vietqr.png(made, scale=4)))
    found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [WORKED]


def test_the_picture_has_four_modules_of_quiet_and_ink_on_white():
    made = vietqr.payload(bank_bin="970405", account="5000205123456", amount=185_000, content="DH7K2M9Q")
    picture = Image.open(io.BytesIO(vietqr.png(made, scale=5))).convert("RGB")
    assert picture.size == ((37 + 8) * 5, (37 + 8) * 5), "version 5, 37 modules, quiet zone 4"
    assert {picture.getpixel((x, y)) for x in range(0, 225, 3) for y in range(20)} == {(255, 255, 255)}
    assert picture.getpixel((20, 20)) == (0x17, 0x16, 0x1F)
    svg = vietqr.picture(made)
    assert 'viewBox="0 0 45 45"' in svg
    assert "#17161f" in svg
    assert "style=" not in svg, "our policy refuses inline style"


@pytest.mark.parametrize("account", ["", "5000 2051", "số 12", "1" * 20, "12-34"])
def test_an_account_that_banks_would_not_take_is_refused(account):
    with pytest.raises(NoBankAccount):
        vietqr.payload(bank_bin="970405", account=account, amount=1000, content="DH7K2M9Q")


@pytest.mark.parametrize("content", ["", "Đơn 7", "dh7k2m9q", "A" * 26, "A B"])
def test_only_plain_capitals_go_into_the_content(content):
    with pytest.raises(ValueError, match="no transfer"):
        vietqr.payload(bank_bin="970405", account="5000205123456", amount=1000, content=content)


def test_nobody_transfers_nothing():
    with pytest.raises(ValueError, match="no transfer"):
        vietqr.payload(bank_bin="970405", account="5000205123456", amount=0, content="DH7K2M9Q")


def test_the_known_banks_are_named_as_people_say_it():
    assert vietqr.bank_name("970405") == "Agribank"
    assert vietqr.bank_name("000000") == "000000"


def test_an_account_number_is_grouped_for_the_eye():
    assert vietqr.spaced_account("5000205123456") == "5000 2051 23456"
    assert vietqr.spaced_account("123456789012") == "1234 5678 9012"
    assert vietqr.spaced_account("9") == "9"
