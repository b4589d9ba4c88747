"""Who is in the demo and what they sell, from the source article. Prices plausible; no real people."""

from dataclasses import dataclass, field

from phien.live.from_sheet import Extra


@dataclass(frozen=True, slots=True)
class DemoCoop:
    """A cooperative of the source, marked as demo."""

    slug: str
    name: str
    short_name: str
    prefix: str
    sheet: str
    story: str
    commune: str
    bank_bin: str
    bank_account: str
    bank_holder: str
    stock: int
    next_title: str
    brands: dict[str, str] = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    say: dict[str, str] = field(default_factory=dict)

    def more_of(self, code: str) -> Extra:
        """What the run-sheet file does not say."""
        return Extra(
            brand=self.brands.get(code, ""),
            category=self.categories.get(code, ""),
            certificates=self.certificates.get(code, ""),
            drawing=f"{self.sheet}-{code}",
            say=self.say.get(code, ""),
        )


def _all(codes: str, text: str) -> dict[str, str]:
    return dict.fromkeys(codes.split(), text)


COOPS = (
    DemoCoop(
        slug="mat-ong-phuong-di",
        name="HTX Mật ong Phương Di Ia Grai",
        short_name="Mật ong Phương Di",
        prefix="PD",
        sheet="honey",
        story="7.500 đàn ong, nuôi theo VietGAP ở xã Ia Hrung. Bán trên mạng từ 2019, tuần một hai phiên.",
        commune="Xã Ia Hrung",
        bank_bin="970405",
        bank_account="0000000000001",
        bank_holder="HTX DEMO PHUONG DI",
        stock=120,
        next_title="Mật hoa điều đầu vụ",
        certificates=_all("A1 A2 A3 A4", "VietGAP"),
        categories={**_all("A1 A2 A3 A6 A8", "Mật ong"), "A4": "Phấn hoa", "A5": "Sáp ong", "A7": "Combo"},
        say={
            "A1": "Mật ong hoa cà phê quay tháng ba, nuôi theo VietGAP.",
            "A3": "Mật hoa điều màu sậm hơn, vị gắt nhẹ.",
            "A4": "Phấn hoa phơi trong nhà lưới, để ngăn mát.",
            "A8": "Nguyên tổ cắt bánh 300 g, ăn luôn cả sáp.",
        },
    ),
    DemoCoop(
        slug="an-toan",
        name="HTX Nông nghiệp và Dịch vụ tổng hợp An Toàn",
        short_name="HTX An Toàn",
        prefix="AT",
        sheet="herbal",
        story="Hơn 32 thành viên, bà con Bahnar ở xã An Toàn. Thu mua của bà con, chế biến khép kín.",
        commune="Xã An Toàn",
        bank_bin="970405",
        bank_account="0000000000002",
        bank_holder="HTX DEMO AN TOAN",
        stock=80,
        next_title="Quà du lịch cuối tuần",
        brands={"B1": "Đá Cầm", "B3": "Ecofarm", "B4": "Ecofarm"},
        certificates=_all("B1 B3 B4", "OCOP"),
        categories={
            **_all("B1 B2", "Trà"),
            **_all("B3 B4 B7", "Chăm sóc"),
            **_all("B5 B6", "Họng"),
            **_all("B8 B9", "Trái cây"),
            "B10": "Quà tặng",
        },
        say={
            "B1": "Chè dây Đá Cầm có OCOP, hái trên núi An Toàn.",
            "B3": "Bột ngâm chân Ecofarm pha nước ấm 15 phút trước khi ngủ.",
            "B10": "Hộp quà gói sẵn, gửi đi Sài Gòn, Hà Nội đều được.",
        },
    ),
    DemoCoop(
        slug="nam-yang",
        name="HTX Nông nghiệp và Dịch vụ Nam Yang",
        short_name="Nam Yang",
        prefix="NY",
        sheet="coffee",
        story="120 thành viên xã Kon Gang: 80 ha tiêu, 120 ha cà phê hữu cơ. Tiêu Lệ Chí, Đăk Yang Coffee.",
        commune="Xã Kon Gang",
        bank_bin="970405",
        bank_account="0000000000003",
        bank_holder="HTX DEMO NAM YANG",
        stock=100,
        next_title="Phin giấy cho dân văn phòng",
        brands={**_all("C1 C2 C3", "Tiêu Lệ Chí"), **_all("C4 C5 C6 C7", "Đăk Yang Coffee")},
        categories={**_all("C1 C2 C3 C8", "Gia vị"), **_all("C4 C5 C6 C7", "Cà phê"), "C9": "Combo"},
        say={
            "C1": "Tiêu Lệ Chí hạt chắc, thơm lâu.",
            "C4": "Cà phê hữu cơ Đăk Yang rang mộc, không tẩm.",
            "C7": "Phin giấy mang đi làm, rót nước sôi là uống.",
        },
    ),
)

ROLES = {
    "manager": ("quanly", "Quản lý"),
    "host": ("mc", "Người dẫn live"),
    "keeper": ("chotdon", "Người chốt đơn"),
    "packer": ("donggoi", "Người đóng gói"),
    "bookkeeper": ("ketoan", "Kế toán"),
}
