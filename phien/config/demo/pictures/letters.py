"""Take the outlines of letters for the labels out of the font; needs fonttools, which we do not install.

python letters.py ../../../shipping/fonts/Asap-Bold.ttf "letters to have"
A picture in an <img> cannot load a web font, so its words are drawn.
"""

import json
import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-not-found]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

font = TTFont(sys.argv[1])
glyphs, names, widths = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
letters = {}
for letter in sorted(set(sys.argv[2])):
    pen = SVGPathPen(glyphs, ntos=lambda value: str(round(value)))
    glyphs[names[ord(letter)]].draw(TransformPen(pen, (1, 0, 0, -1, 0, 0)))
    letters[letter] = [widths[names[ord(letter)]][0], pen.getCommands()]
Path(__file__).with_name("letters.json").write_text(
    json.dumps(letters, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
)
