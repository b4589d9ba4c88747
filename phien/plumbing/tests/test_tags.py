"""What templates print: money, days, phones in three languages; icons, gauges and fields without style."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from phien.plumbing.templatetags import phien as tags
from phien.plumbing.templatetags import shapes


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("vi", 0, "0\u00a0₫"),
        ("vi", 145_000, "145.000\u00a0₫"),
        ("vi", 57_880_000, "57.880.000\u00a0₫"),
        ("vi", -30_000, "−30.000\u00a0₫"),
        ("en", 145_000, "145,000\u00a0₫"),
        ("hi", 145_000, "1,45,000\u00a0₫"),
        ("hi", 57_880_000, "5,78,80,000\u00a0₫"),
        ("hi", 999, "999\u00a0₫"),
    ],
)
def test_dong_is_grouped_as_its_readers_group(language: str, amount: int, shown: str) -> None:
    with translation.override(language):
        assert tags.dong(amount) == shown


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("vi", 41_490_000, "41,5\u00a0tr"),
        ("vi", 2_000_000, "2\u00a0tr"),
        ("vi", 560_000, "560.000\u00a0₫"),
        ("vi", 1_200_000_000, "1,2\u00a0tỷ"),
        ("en", 41_490_000, "41.5\u00a0m"),
        ("hi", 41_490_000, "4.1\u00a0करोड़"),
        ("hi", 560_000, "5.6\u00a0लाख"),
    ],
)
def test_a_narrow_header_shows_large_amounts_short(language: str, amount: int, shown: str) -> None:
    with translation.override(language):
        assert tags.dong_short(amount) == shown


def test_nothing_is_printed_for_no_amount_day_or_phone() -> None:
    assert [tags.dong(None), tags.dong_short(None), tags.day(None), tags.clock(None), tags.masked(None)] == [
        ""
    ] * 5


@pytest.mark.parametrize(
    ("language", "shown"), [("vi", "22/11"), ("en", "22\u00a0Nov"), ("hi", "22\u00a0नवंबर")]
)
def test_a_day_of_this_year_has_no_year(language: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    # 22 November here is still the 21st in London.
    moment = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    with translation.override(language):
        assert tags.day(moment) == shown
        assert tags.day(moment.replace(year=2025)).endswith("2025")


def test_weekday_and_clock_are_those_of_vietnam() -> None:
    with translation.override("vi"):
        assert tags.weekday(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)).startswith("thứ\u00a0Tư\u00a025/11")
        assert tags.clock(datetime(2026, 11, 24, 13, 41, tzinfo=UTC)) == "20:41"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("0905123456", "0905\u00a0•••\u00a0456"),
        ("+84905123456", "0905\u00a0•••\u00a0456"),
        ("12345", "•••"),
        ("", ""),
    ],
)
def test_a_phone_on_a_public_screen_hides_its_middle(phone: str, shown: str) -> None:
    assert tags.masked(phone) == shown


def test_a_number_never_parts_from_its_unit() -> None:
    assert tags.nbsp_unit("Mật ong hoa cà phê 500 ml") == "Mật ong hoa cà phê 500\u00a0ml"
    assert tags.nbsp_unit("Hê\u0301t") == "Hết"


def test_minutes_past_an_hour_say_the_hour() -> None:
    assert [tags.minutes(581), tags.minutes(0), tags.minutes(3661)] == ["09:41", "00:00", "1:01:01"]


def test_every_icon_is_drawn_and_hidden_from_screen_readers() -> None:
    names = sorted(path.stem for path in tags.ICONS.glob("*.svg"))
    assert {"pin", "copy", "scan-barcode", "volume-off"} <= set(names)
    for name in names:
        drawn = tags.icon(name)
        assert 'aria-hidden="true"' in drawn, name
        assert 'stroke-width="2.25"' in drawn, name
        assert "<!--" not in drawn, name
    with pytest.raises(FileNotFoundError):
        tags.icon("no-such-icon")


def test_a_span_escapes_what_a_viewer_wrote() -> None:
    assert "&lt;script&gt;" in tags.span("product", "<script>", "món")
    assert tags.span("code", "A1", "mã") == '<mark class="sp code"><span class="vh">mã: </span>A1</mark>'


def test_the_gauge_shows_left_held_and_turns_into_cells_at_ten() -> None:
    drawn = shapes.gauge(37, 12, 120, "Còn 37")
    assert '<rect class="left" width="30.83%"' in drawn
    assert 'x="30.83%" width="10%"' in drawn
    cells = shapes.gauge(4, 2, 40, "Còn 4")
    assert cells.count("<i class") == 10
    assert (cells.count('"left"'), cells.count('"held"')) == (4, 2)
    assert "<svg" in shapes.gauge(0, 6, 60, "Hết")
    assert 'width="0%"' in shapes.gauge(0, 0, 0, "Trống")


def test_no_shape_carries_a_style() -> None:
    for drawn in (shapes.gauge(3, 1, 9, "x"), shapes.bar(1, 3), shapes.chart([1, 2], "x", 1, 1)):
        assert "style=" not in drawn


class PersonForm(forms.Form):
    phone = forms.CharField(label="Số điện thoại", help_text="10 số")
    note = forms.CharField(label="Ghi chú", required=False)
    pay = forms.ChoiceField(
        label="Cách trả", choices=[("bank", "Chuyển khoản"), ("cod", "Khi nhận")], widget=forms.RadioSelect
    )
    again = forms.BooleanField(label="Nhớ cho lần sau", required=False)


def shown(source: str, **context: object) -> str:
    return Template("{% load phien %}" + source).render(Context(context))


def test_a_field_ties_label_hint_and_error_together() -> None:
    form = PersonForm({"phone": "", "pay": "bank"})
    page = shown('{% field form.phone inputmode="tel" %}', form=form)
    assert '<label for="id_phone">Số điện thoại</label>' in page
    assert 'aria-describedby="id_phone_hint id_phone_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'inputmode="tel"' in page
    assert 'id="id_phone_hint">10 số' in page
    assert 'id="id_phone_error"' in page


def test_choices_and_ticks_are_drawn_as_such() -> None:
    form = PersonForm()
    assert shown("{% field form.pay %}", form=form).count('class="choice"') == 2
    assert 'class="check"' in shown("{% field form.again %}", form=form)
    with translation.override("vi"):
        assert "(không bắt buộc)" in shown("{% field form.note %}", form=form)


def test_a_countdown_gives_the_servers_time_and_what_is_left() -> None:
    until = timezone.now() + timedelta(seconds=581.5)
    page = shown('{% countdown until 1800 title="Giữ hàng" over="Hết giờ" %}', until=until)
    assert ">09:41</b>" in page
    assert 'max="1800" value="581"' in page
    assert 'data-over="Hết giờ"' in page
    assert "data-now=" in page
