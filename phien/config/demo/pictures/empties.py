"""The four drawings of places where nothing is yet: orders, shelf, comments, done."""

# ruff: noqa: E501 - the outline of a drawing is not prose

from __future__ import annotations

from phien.config.demo.pictures.shapes import INK, LINEN, MADDER, floor


def _whole(inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" width="160" height="160"'
        f' aria-hidden="true">{inside}</svg>\n'
    )


def _diamonds(x: float, y: float, count: int, step: float, reach: float) -> str:
    return "".join(
        f'<path d="M{x + place * step:g} {y:g}l{step * 0.42:g}-{reach:g} {step * 0.42:g} {reach:g}'
        f'-{step * 0.42:g} {reach:g}z" fill="{MADDER if place % 2 == 0 else LINEN}"/>'
        for place in range(count)
    )


def _shelf() -> str:
    boards = "".join(
        f'<rect x="14" y="{y}" width="132" height="8" rx="2" fill="#B98A55"/>'
        f'<rect x="14" y="{y + 6}" width="132" height="4" fill="#83592F"/>'
        for y in (72, 134)
    )
    places = "".join(
        f'<path d="{path}" fill="none" stroke="#8A8995" stroke-width="2.5" stroke-dasharray="5 4"'
        ' stroke-linecap="round"/>'
        for path in (
            "M30 70V44q0-5 5-5h2v-9h12v9h2q5 0 5 5v26z",
            "M104 70V40h30v30z",
            "M66 132V96q0-5 5-5h20q5 0 5 5v36z",
            "M112 132l2-34h22l2 34z",
        )
    )
    jar = (
        '<path d="M28 96h24q5 2 5 7v23q0 6-6 6H29q-6 0-6-6v-23q0-5 5-7z" fill="#DA8B00"/>'
        f'<rect x="26" y="86" width="28" height="11" rx="2" fill="{INK}"/>'
        '<path d="M30 104h20v16H30z" fill="#FFFDF6"/>' + _diamonds(30.5, 117.5, 4, 5, 2)
    )
    posts = '<rect x="14" y="24" width="5" height="122" fill="#93693A"/><rect x="141" y="24" width="5" height="122" fill="#93693A"/>'
    return _whole(floor(80, 66) + posts + places + boards + jar)


def _comments() -> str:
    first = "M24 28h82q10 0 10 10v34q0 10-10 10H58L38 98V82H24q-10 0-10-10V38q0-10 10-10z"
    second = "M78 76h54q10 0 10 10v26q0 10-10 10h-6v14l-18-14H78q-10 0-10-10V86q0-10 10-10z"
    return _whole(
        floor(84, 52)
        + f'<path d="{first}" fill="#FFFDF6" stroke="{INK}" stroke-width="3"/>'
        + f'<path d="{second}" fill="{INK}" stroke="#FFFDF6" stroke-width="3"/>'
        + _diamonds(80, 99, 5, 11, 7)
        + '<path d="M30 46h62M30 60h38" stroke="#CFCDD8" stroke-width="6" stroke-linecap="round"/>'
    )


def _done() -> str:
    return _whole(
        floor(80, 58)
        + '<path d="M26 62l18-18h76l14 18z" fill="#DDB683"/><path d="M26 62h108v80q0 4-4 4H30q-4 0-4-4z" fill="#C79A60"/>'
        + '<path d="M70 62l4-18h14l2 18z" fill="#FFFDF6" opacity=".7"/><path d="M70 62h20v18H70z" fill="#FFFDF6" opacity=".55"/>'
        + f'<rect x="26" y="122" width="108" height="14" fill="{INK}"/>'
        + _diamonds(28, 129, 9, 11.8, 5)
        + '<circle cx="112" cy="56" r="26" fill="#095733" stroke="#fff" stroke-width="4"/>'
        + '<path d="M100 57l9 9 16-19" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def pictures(comb: str) -> dict[str, str]:
    """Return the four drawings by name; `comb` is the drawn honeycomb, which stands for orders."""
    return {"orders": _whole(comb), "shelf": _shelf(), "comments": _comments(), "done": _done()}
