"""Three made-up shops, each hard in its own way, and a short way to read in them."""

from __future__ import annotations

from phien.reading.contracts import Reading, RunSheet
from phien.reading.reader import Stream


def _item(code, name, aliases, unit, net, price, group):
    value = {"value": net[0], "unit": net[1]} if net else None
    return {
        "code": code,
        "name": name,
        "aliases": aliases,
        "unit": unit,
        "net": value,
        "price": price,
        "group": group,
    }


# Letters and numbers, two sizes of one product, a jar, a candle, a set of several.
STILL = RunSheet.from_json(
    {
        "items": [
            _item(
                "K1",
                "Mật hoa nhãn 500 ml",
                ["mật nhãn", "ong nhãn"],
                "chai",
                (500, "ml"),
                135_000,
                "mật hoa nhãn",
            ),
            _item(
                "K2",
                "Mật hoa nhãn 1 lít",
                ["mật nhãn 1 lít", "chai lít"],
                "chai",
                (1, "l"),
                255_000,
                "mật hoa nhãn",
            ),
            _item("K3", "Bột nghệ 200 g", ["nghệ", "bột nghệ"], "hũ", (200, "g"), 90_000, "bột nghệ"),
            _item("K4", "Trà sen hộp 15 túi lọc", ["trà sen"], "hộp", (15, "túi lọc"), 70_000, "trà sen"),
            _item("K5", "Xà bông sả", ["xà bông", "xà phòng"], "bánh", None, 40_000, "xà bông"),
            _item("A6", "Gạo nếp nương 2 kg", ["nếp", "gạo nếp"], "túi", (2, "kg"), 110_000, "gạo nếp"),
            _item(
                "K10",
                "Combo ấm: 1 bột nghệ + 1 trà sen",
                ["combo", "combo ấm"],
                "combo",
                None,
                150_000,
                "combo",
            ),
        ]
    }
)

# Codes that are plain numbers.
FISH = RunSheet.from_json(
    {
        "items": [
            _item("1", "Khô cá lóc 500 g", ["cá lóc", "khô lóc"], "gói", (500, "g"), 160_000, "khô cá lóc"),
            _item("2", "Khô cá lóc 1 kg", ["cá lóc 1kg"], "gói", (1, "kg"), 310_000, "khô cá lóc"),
            _item("3", "Tôm khô 250 g", ["tôm khô", "tôm"], "hũ", (250, "g"), 240_000, "tôm khô"),
            _item("4", "Mực một nắng", ["mực", "mực 1 nắng"], "con", None, 85_000, "mực"),
            _item(
                "5",
                "Mắm ba khía hũ 400 g",
                ["ba khía", "mắm ba khía"],
                "hũ",
                (400, "g"),
                75_000,
                "mắm ba khía",
            ),
            _item(
                "6", "Nước mắm nhỉ 500 ml", ["nước mắm", "mắm nhỉ"], "chai", (500, "ml"), 65_000, "nước mắm"
            ),
            _item("12", "Chả cá viên 500 g", ["chả cá", "cá viên"], "bịch", (500, "g"), 95_000, "chả cá"),
        ]
    }
)

# Sizes and colours as variants, cloth by the metre.
CLOTH = RunSheet.from_json(
    {
        "items": [
            _item("V1", "Áo lanh trắng size M", ["áo trắng m"], "cái", None, 320_000, "áo lanh"),
            _item("V2", "Áo lanh trắng size L", ["áo trắng l"], "cái", None, 320_000, "áo lanh"),
            _item("V3", "Áo lanh chàm size M", ["áo chàm m"], "cái", None, 350_000, "áo lanh"),
            _item("V4", "Áo lanh chàm size L", ["áo chàm l"], "cái", None, 350_000, "áo lanh"),
            _item("V5", "Khăn dệt đỏ", ["khăn đỏ"], "chiếc", None, 120_000, "khăn dệt"),
            _item("V6", "Khăn dệt xanh", ["khăn xanh"], "chiếc", None, 120_000, "khăn dệt"),
            _item("V7", "Vải lanh mộc", ["vải mộc", "vải lanh"], "mét", (1, "m"), 180_000, "vải lanh"),
            _item("V8", "Túi vải thêu", ["túi thêu", "túi vải"], "cái", None, 150_000, "túi vải"),
            _item("V9", "Bóp thêu tay", ["bóp", "ví thêu"], "cái", None, 60_000, "bóp"),
        ]
    }
)

# Names inside names.
PLANTS = RunSheet.from_json(
    {
        "items": [
            _item("G1", "Cây bơ sáp", ["bơ sáp", "bơ"], "cây", None, 45_000, "bơ sáp"),
            _item("G2", "Cây bơ 034", ["bơ 034", "034"], "cây", None, 60_000, "bơ 034"),
            _item("G3", "Sầu riêng Ri6", ["ri6", "sầu ri6"], "cây", None, 90_000, "sầu riêng ri6"),
            _item("G4", "Sầu riêng Dona", ["dona", "sầu dona"], "cây", None, 95_000, "sầu riêng dona"),
            _item("G5", "Cà phê TR4", ["tr4", "cà phê tr4"], "bầu", None, 8_000, "cà phê tr4"),
            _item("G6", "Cà phê TRS1", ["trs1", "cà phê trs1"], "bầu", None, 9_000, "cà phê trs1"),
            _item("G7", "Chanh không hạt", ["chanh không hạt"], "cây", None, 35_000, "chanh không hạt"),
            _item("G8", "Chanh dây tím", ["chanh dây", "chanh leo"], "cây", None, 25_000, "chanh dây"),
            _item("G9", "Mít Thái siêu sớm", ["mít thái"], "cây", None, 40_000, "mít thái"),
            _item("G10", "Mít Thái lá bàng", ["mít lá bàng"], "cây", None, 50_000, "mít lá bàng"),
            _item("G11", "Tiêu Vĩnh Linh", ["tiêu vĩnh linh", "tiêu"], "bầu", None, 15_000, "tiêu"),
            _item("G12", "Na dai", ["na dai", "na"], "cây", None, 55_000, "na"),
        ]
    }
)


def read_all(sheet: RunSheet, *comments: tuple[str, str | None] | tuple[str, str | None, str]) -> Reading:
    """Reads (text, pinned[, author]) one after the other; gives the last reading."""
    stream = Stream(sheet)
    reading = None
    for comment in comments:
        author = comment[2] if len(comment) > 2 else "u1"
        reading = stream.read(author, comment[0], comment[1])
    assert reading is not None
    return reading


def short(reading: Reading) -> str:
    """A reading in one line: "order A1x2 A4x1", "review order variant_unclear", "question"."""
    if reading.review:
        return f"review {reading.intent} {reading.reason}"
    items = " ".join(f"{code}x{qty}" for code, qty in sorted(reading.items))
    return f"{reading.intent} {items}".strip()
