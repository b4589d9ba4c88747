"""The bodies of goods in a box of 160 × 160, floor at y = 147: one silhouette each, shaded from the left."""

# ruff: noqa: E501 - the outline of a drawing is not prose

from __future__ import annotations

from dataclasses import dataclass

INK = "#17161F"
PAPER = "#FFFDF6"
MADDER = "#B3152D"
HONEY = "#FFB71B"
LINEN = "#F7F2E6"


@dataclass(frozen=True)
class Body:
    """A body drawn, with the place of its label (x, y, width, height)."""

    svg: str
    label: tuple[float, float, float, float]


def floor(middle: float, half: float) -> str:
    """Return the shadow on the floor."""
    return f'<ellipse cx="{middle:g}" cy="147" rx="{half:g}" ry="6" fill="{INK}" opacity=".16"/>'


def round_fill(name: str, dark: str, body: str) -> str:
    """Return a gradient that rounds a body: dark, body, body, dark."""
    stops = ((0, dark), (0.22, body), (0.62, body), (1, dark))
    inside = "".join(f'<stop offset="{at:g}" stop-color="{colour}"/>' for at, colour in stops)
    return f'<linearGradient id="{name}" x1="0" x2="1">{inside}</linearGradient>'


def glow(name: str, light: str) -> str:
    """Return the light that stands in honey and oil."""
    return (
        f'<radialGradient id="{name}" cx=".45" cy=".75" r=".6"><stop offset="0" stop-color="{light}"'
        f' stop-opacity=".75"/><stop offset="1" stop-color="{light}" stop-opacity="0"/></radialGradient>'
    )


def _cap(x: float, y: float, width: float, height: float, colour: str = "#2A2833") -> str:
    ribs = "".join(f"M{x + step:g} {y + 2:g}v{height - 4:g}" for step in range(5, int(width) - 2, 5))
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" fill="{colour}"/>'
        f'<path d="{ribs}" stroke="#000" stroke-width="1" opacity=".28"/>'
        f'<rect x="{x + 3:g}" y="{y + 2.5:g}" width="{width * 0.16:g}" height="{height - 6:g}" rx="1.5"'
        ' fill="#fff" opacity=".26"/>'
    )


def bottle(name: str, dark: str, body: str, light: str) -> Body:
    """Return a shouldered glass bottle with a cap and a red ring."""
    outline = "M69 32h22v12c0 9 19 13 19 35v55q0 12-12 12H62q-12 0-12-12V79c0-22 19-26 19-35z"
    return Body(
        floor(80, 40)
        + f"<defs>{round_fill(name, dark, body)}{glow(name + 'l', light)}</defs>"
        + f'<path d="{outline}" fill="url(#{name})"/><path d="{outline}" fill="url(#{name}l)"/>'
        + '<path d="M69 38h22v6q0 2 1 4H68q1-2 1-4z" fill="#fff" opacity=".22"/>'
        + '<path d="M54.5 82c.4-14 6-19.5 12.5-24l2.5 2c-7 5-9.5 10-10 22z" fill="#fff" opacity=".55"/>'
        + '<path d="M106.5 84v48q0 6-3 8" fill="none" stroke="#fff" stroke-width="1.6" opacity=".32"/>'
        + _cap(65, 14, 30, 18)
        + f'<rect x="66" y="31" width="28" height="4.5" rx="1.5" fill="{MADDER}"/>',
        (54, 82, 52, 52),
    )


def jar(name: str, dark: str, body: str, light: str, lid: str = "#2A2833") -> Body:
    """Return a wide glass jar with a screwed lid."""
    outline = "M52 44h56q10 4 10 15v75q0 12-12 12H54q-12 0-12-12V59q0-11 10-15z"
    return Body(
        floor(80, 46)
        + f"<defs>{round_fill(name, dark, body)}{glow(name + 'l', light)}</defs>"
        + f'<path d="{outline}" fill="url(#{name})"/><path d="{outline}" fill="url(#{name}l)"/>'
        + '<path d="M44 60q36 8 72 0" stroke="#fff" stroke-width="1.8" opacity=".5" fill="none"/>'
        + '<path d="M53 50q-6 4-6 11v10h5.5V61q0-6 4-9z" fill="#fff" opacity=".5"/>'
        + '<path d="M114 66v66q0 6-3 8" fill="none" stroke="#fff" stroke-width="1.6" opacity=".3"/>'
        + _cap(47, 24, 66, 21, lid)
        + '<rect x="47" y="40" width="66" height="3" fill="#000" opacity=".22"/>',
        (51, 70, 58, 64),
    )


def pouch(name: str, dark: str, body: str, light: str) -> Body:
    """Return a standing bag with a sealed top and soft folds."""
    outline = "M40 30h80l-2 12q7 46 4 96-1 8-10 8H48q-9 0-10-8-3-50 4-96z"
    return Body(
        floor(80, 48)
        + f"<defs>{round_fill(name, dark, body)}</defs>"
        + f'<path d="{outline}" fill="url(#{name})"/>'
        + f'<path d="M40 30h80l-2 12H42z" fill="{dark}"/><path d="M42.5 38.5h75" stroke="{light}"'
        + ' stroke-width="1" stroke-dasharray="2.5 2" opacity=".8"/><path d="M41.8 46h76.4" stroke="#000"'
        + ' stroke-width=".8" opacity=".18"/>'
        + f'<path d="M49 52q-4 42-1 84" stroke="{light}" stroke-width="2.4" opacity=".5" fill="none"/>'
        + '<path d="M112 54q4 40 0 82" stroke="#000" stroke-width="2.6" opacity=".13" fill="none"/>'
        + '<path d="M42 139q38 5 76 0l-1 4q-2 3-6 3H48q-4 0-5-3z" fill="#000" opacity=".12"/>',
        (51, 62, 58, 64),
    )


def box(name: str, dark: str, body: str, light: str) -> Body:
    """Return a carton seen from its left front corner."""
    return Body(
        floor(82, 54)
        + f'<path d="M30 48l16-17h90l-14 17z" fill="{light}"/><path d="M30 48h92v98H34q-4 0-4-4z" fill="{body}"/>'
        + f'<path d="M122 48l14-17v95l-14 20z" fill="{dark}"/>'
        + '<path d="M76 48l8-17" stroke="#000" stroke-width="1" opacity=".2"/>'
        + '<path d="M30 48h5v98h-1q-4 0-4-4z" fill="#fff" opacity=".2"/>'
        + '<path d="M30 48.5h92" stroke="#fff" stroke-width="1" opacity=".35"/>'
        + '<path d="M122 128l14-19v6l-14 19z" fill="#000" opacity=".2"/>',
        (42, 60, 68, 66),
    )


def low_box(name: str, dark: str, body: str, light: str) -> Body:
    """Return a flat tin, as lozenges come in."""
    return Body(
        floor(80, 58)
        + f"<defs>{round_fill(name, dark, body)}</defs>"
        + f'<rect x="24" y="72" width="112" height="74" rx="12" fill="url(#{name})"/>'
        + f'<path d="M24 90V84q0-14 14-14h84q14 0 14 14v6z" fill="{light}"/>'
        + '<path d="M24 91h112" stroke="#000" stroke-width="1.6" opacity=".3"/>'
        + '<path d="M33 76q-4 3-4 9h6q0-6 3-9z" fill="#fff" opacity=".5"/>',
        (44, 80, 72, 58),
    )


def spray(name: str, dark: str, body: str, light: str) -> Body:
    """Return a small bottle with a throat nozzle."""
    return Body(
        floor(80, 28)
        + f"<defs>{round_fill(name, dark, body)}{glow(name + 'l', light)}</defs>"
        + f'<path d="M62 58h36q7 2 7 10v70q0 8-8 8H63q-8 0-8-8V68q0-8 7-10z" fill="url(#{name})"/>'
        + f'<path d="M62 58h36q7 2 7 10v70q0 8-8 8H63q-8 0-8-8V68q0-8 7-10z" fill="url(#{name}l)"/>'
        + '<path d="M60 64v14h4V64q0-2 2-3h-3q-3 1-3 3z" fill="#fff" opacity=".5"/>'
        + '<rect x="67" y="42" width="26" height="17" rx="2" fill="#2A2833"/>'
        + f'<path d="M68 24h26q4 0 4 4v14H68z" fill="{LINEN}"/><path d="M44 26h24v7H48q-4 0-4-4z" fill="{LINEN}"/>'
        + '<rect x="42" y="26" width="4" height="7" rx="1" fill="#2A2833"/>'
        + '<path d="M70 27v13" stroke="#000" stroke-width="1" opacity=".15"/>',
        (58, 78, 44, 56),
    )


def pump(name: str, dark: str, body: str, light: str) -> Body:
    """Return a bottle with a pump, as shampoo comes in."""
    return Body(
        floor(80, 40)
        + f"<defs>{round_fill(name, dark, body)}</defs>"
        + f'<path d="M58 52h44q10 3 10 14v68q0 12-12 12H60q-12 0-12-12V66q0-11 10-14z" fill="url(#{name})"/>'
        + '<path d="M57 58q-5 3-5 10v12h5V68q0-5 4-8z" fill="#fff" opacity=".38"/>'
        + f'<path d="M108 70v62q0 5-2 7" fill="none" stroke="{light}" stroke-width="1.6" opacity=".4"/>'
        + '<rect x="66" y="40" width="28" height="13" rx="2.5" fill="#2A2833"/><rect x="76" y="24" width="8"'
        + f' height="17" fill="#3B3945"/><path d="M56 16h32q5 0 5 5v5H66q-3 0-4-2h-6z" fill="{INK}"/>',
        (53, 74, 54, 60),
    )


def gift(name: str, dark: str, body: str, light: str) -> Body:
    """Return an open kraft basket; what stands in it is drawn before."""
    weave = "".join(f"M22 {line:g}h116" for line in (104, 112, 138))
    return Body(
        f'<path d="M22 96h116l-5 44q-1 6-8 6H35q-7 0-8-6z" fill="{body}"/>'
        f'<path d="{weave}" stroke="{dark}" stroke-width="1.2" opacity=".35"/>'
        f'<path d="M20 92h120q2 0 2 2v5H18v-5q0-2 2-2z" fill="{light}"/>'
        '<path d="M18 99h124" stroke="#000" stroke-width="1" opacity=".18"/>',
        (22, 118, 116, 16),
    )


def comb_piece(name: str, dark: str, body: str, light: str) -> Body:
    """Return a cut of honeycomb in a small wooden frame."""
    cells = []
    for row in range(5):
        for column in range(6 if row % 2 == 0 else 5):
            x = 41 + column * 14 + (7 if row % 2 else 0)
            y = 70 + row * 12.2
            colour = (light, HONEY, "#FFDB85", "#F5B01E")[(row * 3 + column * 5) % 4]
            points = " ".join(
                f"{x + dx:g},{y + dy:g}"
                for dx, dy in ((0, -6.6), (5.7, -3.3), (5.7, 3.3), (0, 6.6), (-5.7, 3.3), (-5.7, -3.3))
            )
            shine = f'<circle cx="{x - 1.8:g}" cy="{y - 2.2:g}" r="1.2" fill="#fff" opacity=".6"/>'
            cells.append(f'<polygon points="{points}" fill="{colour}" stroke="#A86400" stroke-width="1.2"/>')
            cells.append(shine if (row + column) % 3 == 0 else "")
    return Body(
        floor(80, 56)
        + f'<path d="M27 58l13-13h92l-10 13z" fill="{dark}"/><path d="M122 58l10-13v86l-10 15z" fill="{dark}"/>'
        + f'<path d="M27 58h95v88H32q-5 0-5-5z" fill="{body}"/><path d="M122 58l10-13v86l-10 15z" fill="#000"'
        + f' opacity=".18"/><rect x="32" y="61" width="85" height="64" fill="#B87400"/>{"".join(cells)}'
        + '<path d="M104 124q1 9 3.5 13.5 2.5-4.5 3.5-13.5z" fill="#F5B01E"/>',
        (27, 134, 95, 8),
    )


def candle(name: str, dark: str, body: str, light: str) -> Body:
    """Return a candle rolled of wax, alight."""
    rolls = "".join(f"M58 {68 + step * 15:g}q22-10 44-8" for step in range(6))
    return Body(
        floor(80, 34)
        + f'<defs>{round_fill(name, dark, body)}<radialGradient id="{name}l"><stop offset="0" stop-color='
        f'"{HONEY}" stop-opacity=".55"/><stop offset="1" stop-color="{HONEY}" stop-opacity="0"/></radialGradient>'
        + f'</defs><circle cx="80" cy="32" r="30" fill="url(#{name}l)"/>'
        + f'<path d="M58 56q22-7 44 0v84q0 6-6 6H64q-6 0-6-6z" fill="url(#{name})"/>'
        + f'<path d="{rolls}" stroke="{dark}" stroke-width="1.5" opacity=".55" fill="none"/>'
        + f'<ellipse cx="80" cy="56" rx="22" ry="4.5" fill="{light}"/><path d="M80 56V44" stroke="{INK}"'
        + ' stroke-width="2"/><path d="M80 14q11 15 8 24-2 7-8 7t-8-7q-3-9 8-24z" fill="#FF9A1F"/>'
        + '<path d="M80 27q5 8 4 12-1 5-4 5t-4-5q-1-4 4-12z" fill="#FFF3C8"/>',
        (58, 104, 44, 11),
    )
