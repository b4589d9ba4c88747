"""`phien bench read`: the comment reader alone, in one process, on one core, by CPU time.

Every text of `per_s_12` and `per_s_300` is read once only, so no memory of earlier comments helps; the
figures `…_with_repeats` are of a live in which half of the comments are short and mostly said before, word
for word. Sheets and texts are made here, the same in each run: codes, names and talk of a made-up shop.
"""

import itertools
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence

import click

from phien.reading.contracts import AuthorHistory, Net, RunSheet, SheetItem
from phien.reading.reader import Reader

N = 4_000  # comments a round
ROUNDS = 3  # the best counts: others use this machine too
AUTHORS = 200
LONG = 10_000  # characters
SEED = 14

GOODS = (
    "mật ong/chai", "bột nghệ/hũ", "trà sen/hộp", "xà bông/bánh", "gạo nếp/túi", "cà phê/gói",
    "tiêu đen/hũ", "tôm khô/túi", "mắm ruốc/hũ", "bánh tráng/xấp", "đậu phộng/gói", "dầu dừa/chai",
    "muối ớt/hũ", "chà bông/hũ", "khô mực/túi", "rượu nếp/chai", "hạt điều/hộp", "mứt gừng/hộp",
    "kẹo dừa/gói", "nước mắm/chai", "trà gừng/hộp", "tinh dầu/lọ", "khăn rằn/cái", "nến thơm/hũ",
    "hành tím/túi",
)  # fmt: skip
KINDS = ("rừng", "vườn", "sả", "loại đặc biệt")
SIZES = ((250, "nhỏ"), (500, "vừa"), (1000, "lớn"))

ORDERS = (
    "{code} {n}", "{code}x{n}", "{n}{code}", "chốt {code} {n} {unit}", "cho em {n} {unit} {name}",
    "lấy {name} {n}", "{n} {unit} {name} giao Cần Thơ", "mã {code} lấy {n}", "{code} {n} {other} {n}",
    "{name} loại {g}g {n} {unit}", "chốt {n}", "{n} {unit}", "thêm {code} {n}", "huỷ {code}",
    "{code} đổi qua {other}", "cho em {name} với", "{name} {n} {unit} sdt 09{phone}", "chôt {code} {n}",
    "cho minh {n} {unit} {name}", "{code} {n} ship chiều nay", "lấy em hai {unit} {name}",
    "để {n} {unit} {code}",
)  # fmt: skip
TALK = (
    "{name} bao nhiêu vậy", "{code} còn không", "giá {name} sao", "ngon quá",
    "hôm trước mua {name} ăn ngon lắm", "ship {n} ngày có tới không", "{name} để được bao lâu",
    "chào cả nhà", "mai có live không", "{name} có cay không", "nhà xa quá {n} ngày mới tới",
    "freeship thì lấy {n}", "coi hoài mà chưa mua", "có giảm giá không", "😂😂 vui quá",
    "mẹ em khen {name}", "hàng về chưa", "số {n} là gì vậy",
)  # fmt: skip
OPENINGS = (
    "", "", "", "", "dạ ", "shop ơi ", "em ơi ", "ad ơi ", "alo ", "Dạ ", "c ơi ", "anh ơi ",
)  # fmt: skip
CLOSINGS = (
    "", "", "", "", " nha", " nha em", " ạ", " nhé", " nha shop", " nghen", " với", " luôn", " đi",
    " ❤️",
)  # fmt: skip
FEW = (
    "{code}", "{code} {n}", "{n}", "chốt", "giá bao nhiêu", "ngon quá", "còn không", "1 {unit}",
    "{n} {unit}",
)  # fmt: skip


def sheet_of(size: int) -> RunSheet:
    """A run sheet of `size` items: products, their kinds and sizes, codes of one letter and a number."""
    items: list[SheetItem] = []
    for kind, goods, (grams, called) in itertools.product(KINDS, GOODS, SIZES):
        product, unit = goods.split("/")
        place = len(items)
        items.append(
            SheetItem(
                code=f"{'ABCDEFGHIK'[place // 30]}{place % 30 + 1}",
                name=f"{product.capitalize()} {kind} {grams} g",
                aliases=(f"{product} {kind}", f"{product} {kind} {called}"),
                unit=unit,
                net=Net(grams, "g"),
                price=35_000 + grams * 90 + place * 1_000,
                group=f"{product} {kind}",
            )
        )
    return RunSheet(tuple(items[:size]))


def texts_of(sheet: RunSheet, n: int, dice: random.Random) -> list[str]:
    """`n` comments, no two alike."""
    texts: dict[str, None] = {}
    while len(texts) < n:
        frame = (
            dice.choice(OPENINGS)
            + dice.choice(ORDERS if dice.random() < 0.6 else TALK)
            + dice.choice(CLOSINGS)
        )
        texts[_filled(frame, sheet, dice)] = None
    return list(texts)


def repeated(texts: Sequence[str], sheet: RunSheet, dice: random.Random) -> list[str]:
    """The same, half of them as short as many are, and written by others before."""
    return [text if dice.random() < 0.5 else _filled(dice.choice(FEW), sheet, dice) for text in texts]


def _filled(frame: str, sheet: RunSheet, dice: random.Random) -> str:
    item, other = dice.choice(sheet.items), dice.choice(sheet.items)
    return frame.format(
        code=item.code.lower() if dice.random() < 0.5 else item.code,
        other=other.code,
        name=dice.choice(item.aliases),
        unit=item.unit,
        g=item.net.value if item.net else "",
        n=dice.randint(1, 5),
        phone=f"0{dice.randrange(10_000_000):07}",
    )


def rate(sheet: RunSheet, texts: Sequence[str], warm: Iterable[str]) -> float:
    """Comments a second of CPU time, by a reader that has read `warm`; histories as the desk keeps them."""
    reader = Reader(sheet)
    codes = [item.code for item in sheet.items]
    for text in warm:
        reader.read(text, author="u", pinned=codes[0], history=AuthorHistory())
    histories = [AuthorHistory() for _ in range(AUTHORS)]
    began = time.process_time()
    for place, text in enumerate(texts):
        history = histories[place * 7 % AUTHORS]
        reading = reader.read(
            text, author="u", pinned=codes[place // 50 % len(codes)], history=history, current=history.items
        )
        history.remember(text, reading)
    return len(texts) / (time.process_time() - began)


def figures() -> dict[str, float]:
    """All figures: comments a second, and milliseconds."""
    found: dict[str, float] = {}
    for size in (12, 300):
        sheet, dice = sheet_of(size), random.Random(SEED)  # noqa: S311 - the same texts each time
        texts = texts_of(sheet, N + N // 4, dice)
        fresh, warm = texts[:N], texts[N:]
        some = repeated(fresh, sheet, dice)
        found[f"per_s_{size}"] = round(max(rate(sheet, fresh, warm) for _ in range(ROUNDS)))
        found[f"per_s_{size}_with_repeats"] = round(max(rate(sheet, some, warm) for _ in range(ROUNDS)))
    sheet = sheet_of(300)
    found["compile_ms_300"] = _ms(lambda: Reader(sheet))
    reader = Reader(sheet)
    long = " ".join(texts)[:LONG]
    found["ms_10k_characters"] = _ms(
        lambda: reader.read(long, author="u", pinned="A1", history=AuthorHistory())
    )
    return found


def _ms(call: Callable[[], object]) -> float:
    """Milliseconds of CPU time of a call, the best of a few."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        call()
        took.append(time.process_time() - began)
    return round(min(took) * 1e3, 2)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
def read(as_json: bool) -> None:
    """The comment reader alone: comments a second of one core, for 12 items and for 300.

    A figure is the best of three rounds of CPU time. No server, no database.
    """
    found = figures()
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        click.echo(f"{name}={value:g}")
