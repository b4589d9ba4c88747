"""The marks printed on labels: a flower, a leaf, berries, a bean … each about 20 wide."""

# ruff: noqa: E501 - the outline of a drawing is not prose

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from phien.config.demo.pictures.shapes import HONEY, INK, MADDER

Mark = Callable[[float, float], str]


def flower(petal: str, edge: str = INK) -> Mark:
    """Return a flower of five petals."""

    def drawn(x: float, y: float) -> str:
        petals = "".join(
            f'<ellipse cx="{x:g}" cy="{y - 6:g}" rx="3" ry="5.6" fill="{petal}" stroke="{edge}"'
            f' stroke-width=".9" transform="rotate({turn} {x:g} {y:g})"/>'
            for turn in range(0, 360, 72)
        )
        return (
            f'{petals}<circle cx="{x:g}" cy="{y:g}" r="2" fill="{HONEY}" stroke="{edge}" stroke-width=".8"/>'
        )

    return drawn


def leaf(colour: str) -> Mark:
    """Return one leaf with its vein."""

    def drawn(x: float, y: float) -> str:
        return (
            f'<path d="M{x - 10:g} {y + 5:g}q1-13 20-12-1 15-17 13z" fill="{colour}"/>'
            f'<path d="M{x - 11:g} {y + 7:g}q7-8 16-10" stroke="#FFFDF6" stroke-width="1" fill="none"/>'
        )

    return drawn


def vine(colour: str) -> Mark:
    """Return a trailing shoot with three leaves and a tendril: chè dây."""

    def drawn(x: float, y: float) -> str:
        leaves = "".join(
            f'<path d="M{x + dx:g} {y + dy:g}q-5-2-4-8 6 0 7 4 1 3-3 4z" fill="{colour}"'
            f' transform="rotate({turn} {x + dx:g} {y + dy:g})"/>'
            for dx, dy, turn in ((-6, 4, -20), (1, 1, 30), (7, -1, 80))
        )
        return (
            f'<path d="M{x - 11:g} {y + 7:g}q8-2 12-6t10-6q4 0 3 3t-4 1" fill="none" stroke="{colour}"'
            f' stroke-width="1.3"/>{leaves}'
        )

    return drawn


def berries(colour: str, light: str = "#fff") -> Mark:
    """Return six berries in a bunch."""

    def drawn(x: float, y: float) -> str:
        spots = ((0, -5), (-6, -1), (6, -1), (-3.4, 4.6), (3.4, 4.6), (0, 0))
        return "".join(
            f'<circle cx="{x + dx:g}" cy="{y + dy:g}" r="3.2" fill="{colour}"/>'
            f'<circle cx="{x + dx - 1:g}" cy="{y + dy - 1:g}" r=".9" fill="{light}" opacity=".8"/>'
            for dx, dy in spots
        )

    return drawn


def bean(colour: str) -> Mark:
    """Return two coffee beans."""

    def drawn(x: float, y: float) -> str:
        return "".join(
            f'<g transform="rotate({turn} {x + dx:g} {y + dy:g})"><ellipse cx="{x + dx:g}" cy="{y + dy:g}" rx="7"'
            f' ry="5" fill="{colour}"/><path d="M{x + dx - 6.5:g} {y + dy:g}q3.5-3 6.5 0t6.5 0" fill="none"'
            ' stroke="#FFFDF6" stroke-width="1.1"/></g>'
            for dx, dy, turn in ((-4, 1, -32), (5, -1, 28))
        )

    return drawn


def slice_of(rind: str, flesh: str) -> Mark:
    """Return a slice of lemon."""

    def drawn(x: float, y: float) -> str:
        rays = "".join(
            f"M{x:g} {y:g}L{x + 6.3 * cos(k * pi / 4):.1f} {y + 6.3 * sin(k * pi / 4):.1f}" for k in range(8)
        )
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="8.5" fill="{rind}"/><circle cx="{x:g}" cy="{y:g}" r="6.8"'
            f' fill="{flesh}"/><path d="{rays}" stroke="#FFFDF6" stroke-width="1.1"/>'
        )

    return drawn


def root(colour: str) -> Mark:
    """Return a ginger root with blades of lemongrass."""

    def drawn(x: float, y: float) -> str:
        return (
            f'<path d="M{x - 4:g} {y - 8:g}q-2 7 2 12M{x + 1:g} {y - 9:g}q-1 7 0 12M{x + 6:g} {y - 8:g}q-3 6-4 11"'
            ' stroke="#4F8A3C" stroke-width="1.6" fill="none"/>'
            f'<path d="M{x - 10:g} {y + 4:g}q0-4 4-4 1-3 4-2 3-2 5 1 5-1 6 3 1 5-5 5-3 2-6 0-7 1-8-3z" fill="{colour}"/>'
        )

    return drawn


def drop(colour: str) -> Mark:
    """Return a drop with a shine."""

    def drawn(x: float, y: float) -> str:
        return (
            f'<path d="M{x:g} {y - 9:g}q8 9 7 13-1 5-7 5t-7-5q-1-4 7-13z" fill="{colour}"/>'
            f'<path d="M{x - 3:g} {y + 3:g}q0 3 2 4" stroke="#fff" stroke-width="1.3" fill="none"/>'
        )

    return drawn


def pod(colour: str) -> Mark:
    """Return two curved pods: bồ kết."""

    def drawn(x: float, y: float) -> str:
        pods = f"M{x - 9:g} {y - 6:g}q2 12 12 12M{x - 3:g} {y - 8:g}q2 11 12 11"
        seeds = "".join(
            f'<circle cx="{x + dx:g}" cy="{y + dy:g}" r="1" fill="#FFFDF6"/>'
            for dx, dy in ((-7, 0), (-3, 4), (0, -3), (4, 1))
        )
        return f'<path d="{pods}" stroke="{colour}" stroke-width="4.6" stroke-linecap="round" fill="none"/>{seeds}'

    return drawn


def pineapple(x: float, y: float) -> str:
    """Return a pineapple."""
    return (
        f'<path d="M{x:g} {y - 3:g}q-6-3-6-8 3 1 5 4 0-4 1-6 1 2 1 6 2-3 5-4 0 5-6 8z" fill="#2E7A4B"/>'
        f'<ellipse cx="{x:g}" cy="{y + 4:g}" rx="5.6" ry="7" fill="{HONEY}"/><path d="M{x - 5:g} {y + 1:g}l8 8'
        f"M{x - 3:g} {y - 2:g}l8 8M{x + 5:g} {y + 1:g}l-8 8M{x + 3:g} {y - 2:g}l-8 8"
        '" stroke="#A86400" stroke-width=".9"/>'
    )


def chili(x: float, y: float) -> str:
    """Return a chili."""
    return (
        f'<path d="M{x - 6:g} {y - 5:g}q3-2 6 1 2 8 10 9-12 5-15-3-2-4-1-7z" fill="#D12A1E"/>'
        f'<path d="M{x - 5:g} {y - 5:g}q-2-3-4-3" stroke="#2E7A4B" stroke-width="2" fill="none"/>'
    )


def feet(x: float, y: float) -> str:
    """Return a basin with steam: a foot bath."""
    return (
        f'<path d="M{x - 11:g} {y + 1:g}h22l-3 8q-1 2-3 2h-10q-2 0-3-2z" fill="#8A5A2B"/>'
        f'<path d="M{x - 10:g} {y + 4.5:g}h20" stroke="#FFFDF6" stroke-width="1"/>'
        f'<path d="M{x - 5:g} {y - 2:g}q-2.5-2 0-3.5t0-3.5M{x + 1:g} {y - 2:g}q-2.5-2 0-3.5t0-3.5M{x + 7:g} {y - 2:g}q-2.5-2 0-3.5t0-3.5"'
        f' stroke="#2E7A4B" stroke-width="1.4" fill="none"/>'
    )


def comb_cells(x: float, y: float) -> str:
    """Return three cells of a comb."""
    ring = ((0, -5), (4.3, -2.5), (4.3, 2.5), (0, 5), (-4.3, 2.5), (-4.3, -2.5))
    cells = ((-4.6, -2), (4.6, -2), (0, 6))
    return "".join(
        '<polygon points="'
        + " ".join(f"{x + cx + dx:.1f},{y + cy - 1 + dy:.1f}" for dx, dy in ring)
        + f'" fill="{HONEY}" stroke="#A86400" stroke-width="1.1"/>'
        for cx, cy in cells
    )


def star(x: float, y: float) -> str:
    """Return a woven star, the sign on a gift."""
    return (
        f'<path d="M{x:g} {y - 8:g}l8 8-8 8-8-8z" fill="{MADDER}"/><path d="M{x:g} {y - 4:g}l4 4-4 4-4-4z"'
        f' fill="{HONEY}"/>'
    )
