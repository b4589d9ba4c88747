"""A photo from a phone becomes a small WebP without its hidden facts (place, device, time)."""

from __future__ import annotations

import hashlib
import io
import warnings

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from phien.catalog.errors import NotAPicture, PictureTooBig

MEGABYTES = 8
PIXELS = 50_000_000  # what a phone of today makes; more is an attack on our memory
SIDE = 1_200


def shop_picture(raw: bytes) -> ContentFile[bytes]:
    """At most 1,200 px a side, turned as it was held, named by its own digest."""
    if len(raw) > MEGABYTES * 1024 * 1024:
        raise PictureTooBig(megabytes=MEGABYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP"))
            if opened.width * opened.height > PIXELS:
                raise PictureTooBig(megabytes=MEGABYTES)
            opened.draft("RGB", (SIDE * 2, SIDE * 2))
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail((SIDE, SIDE))
            plain = turned.convert("RGBA" if turned.mode in {"RGBA", "LA", "PA", "P"} else "RGB")
    except PictureTooBig:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as broken:
        raise NotAPicture from broken
    except Image.DecompressionBombError as bomb:
        raise PictureTooBig(megabytes=MEGABYTES) from bomb
    bare = Image.new(plain.mode, plain.size)  # a new image carries no EXIF, XMP or colour profile
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=80, method=4)
    content = out.getvalue()
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()[:20]}.webp")
