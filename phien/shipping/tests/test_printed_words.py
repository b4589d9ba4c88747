"""What stands on label, slip and hand-over list, read out of the PDF itself as a reader of PDFs does."""

from dataclasses import replace

from django.utils.translation import override

from phien.shipping.contracts import Handed, HandedRow, Paper, Papers, Totals
from phien.shipping.lists import render_list
from phien.shipping.papers import render
from phien.shipping.tests.test_papers import PARCEL
from phien.testing.papers import text_of

READY = replace(PARCEL, number="7/12", weight=1200, carrier="ghn", note="Gọi trước 11 giờ")


def words_of(pdf):
    """Its runs of words, one after the other; unbroken spaces are spaces to who reads."""
    lines = text_of(pdf).replace("\u00a0", " ").splitlines()
    return " | ".join(line.strip() for line in lines if line.strip())


def printed(parcel, papers):
    made = render([parcel], papers=papers, paper=Paper.A6)
    assert isinstance(made, bytes)
    return words_of(made)


def test_a_label_says_who_gets_it_what_to_collect_and_who_sent_it():
    assert printed(READY, Papers.LABELS) == (
        "Hợp tác xã thử | Số 7/12 | 22/11/2026 | CP7K2M9Q | Người nhận | GHN · 1,2 kg | "
        "Nguyễn Diễm Ễ | 0900 000 012 | 12/4 Trường Chinh, phường Tân Sơn, | TP. Hồ Chí Minh | "
        "Khách dặn: Gọi trước 11 giờ | Thu hộ (COD) | 320.000 ₫ | ×2 | A1 | Mật ong hoa cà phê 500 ml | "
        "Người gửi: | Hợp tác xã thử | 0900 000 001 | Thôn 2, xã Ia Hrung, Gia Lai"
    )


def test_a_label_of_what_is_paid_asks_for_no_money():
    words = printed(replace(READY, due=0, paid=320_000), Papers.LABELS)
    assert "Đã trả đủ · không thu" in words
    assert "₫" not in words
    assert "Thu hộ" not in words


def test_a_slip_says_what_is_inside_what_it_cost_and_whom_to_call():
    assert printed(READY, Papers.SLIPS) == (
        "Hợp tác xã thử | Số 7/12 | 22/11/2026 | Đơn của bạn | CP7K2M9Q | GHN · 1,2 kg | "
        "Nguyễn Diễm Ễ | 0900 000 012 | 12/4 Trường Chinh, phường Tân Sơn, TP. Hồ Chí Minh | "
        "×2 | A1 | Mật ong hoa cà phê 500 ml | 290.000 ₫ | Tiền hàng | 290.000 ₫ | Phí giao | 30.000 ₫ | "
        "Tổng | 320.000 ₫ | Còn trả cho người giao | 320.000 ₫ | "
        "Cảm ơn bạn đã mua tận tay người làm ra. | Hàng có gì chưa ổn, gọi 0900 000 001 | "
        "http://localhost:8000/o/abcdefghijklmnopqrstuv"
    )


def test_a_handover_list_says_each_parcel_its_cash_and_the_sums_and_no_phone():
    handed = Handed(
        seller="Hợp tác xã thử",
        carrier="GHN",
        when="14:05 1/12/2026",
        by="Người thử 1",
        rows=(
            HandedRow("CP7K2M9Q", "Nguyễn Diễm Ễ", "phường Tân Sơn, TP. Hồ Chí Minh", 1200, 320_000),
            HandedRow("CP222222", "Người mua thử 2", "xã Ia Grai, Gia Lai", None, 0),
        ),
        totals=Totals(parcels=2, grams=1200, unweighed=1, cash=320_000, with_cash=1),
    )
    with override("vi"):
        words = words_of(render_list(handed))
    assert words == (
        "Phiếu bàn giao | Hợp tác xã thử | GHN | 14:05 1/12/2026 | "
        "Số | Mã đơn | Người nhận | Cân nặng | Tiền thu hộ | "
        "1 | CP7K2M9Q | Nguyễn Diễm Ễ, phường Tân Sơn, TP. Hồ Chí Minh | 1,2 kg | 320.000 ₫ | "
        "2 | CP222222 | Người mua thử 2, xã Ia Grai, Gia Lai | – | – | "
        "Kiện hàng | 2 | Cân nặng | 1,2 kg, 1 kiện chưa cân | Tiền thu hộ | 320.000 ₫ | "
        "Bên giao | : Người thử 1 | Tên, chữ ký, giờ | Bên nhận (hãng giao) | Tên, chữ ký, giờ | 1 / 1"
    )
