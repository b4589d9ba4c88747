"""Code 128 (set B) as an SVG path: the bars a carrier's scanner reads. Plain Python, ISO/IEC 15417."""

QUIET = 10  # modules of white on either side, as the standard asks
_START_B, _STOP = 104, 106
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_SYMBOLS = _WIDTHS.split()


def symbols(text: str) -> list[int]:
    """Start, one symbol a character, check symbol, stop. Only printable ASCII can be written."""
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError(f"no Code 128 B of {text!r}")
    values = [ord(char) - 32 for char in text]
    check = (_START_B + sum(place * value for place, value in enumerate(values, start=1))) % 103
    return [_START_B, *values, check, _STOP]


def svg(text: str, *, height: int = 40) -> str:
    """The bars as an SVG without a size of its own, one unit a module, quiet zones inside."""
    at, path = QUIET, []
    for symbol in symbols(text):
        for place, width in enumerate(map(int, _SYMBOLS[symbol])):
            if place % 2 == 0:
                path.append(f"M{at} 0h{width}v{height}h-{width}z")
            at += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at + QUIET} {height}" '
        f'preserveAspectRatio="none" shape-rendering="crispEdges"><path d="{"".join(path)}"/></svg>'
    )
