"""What is done to a photo somebody sent: decoded, turned upright, scaled, drawn anew without metadata."""

import io

#: Pixels a picture may have before it is refused: a bomb, or a poster. A JPEG is read small; what must be
#: read whole takes 16 bytes a pixel at worst.
MOST_PIXELS = 25_000_000
MOST_PIXELS_OF_JPEG = 60_000_000
#: The longer side of the copy that officers see.
LONGEST_SIDE = 1600
QUALITY = 85
#: How pixels are kept that can be scaled as they are.
_SCALED = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "MPO")


class NotAPicture(Exception):
    """The bytes are no picture we can open."""


def plain_copy(data: bytes) -> bytes:
    """A JPEG of the picture, at most LONGEST_SIDE long, with no metadata; NotAPicture when it is none."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            most = MOST_PIXELS_OF_JPEG if picture.format in ("JPEG", "MPO") else MOST_PIXELS
            if picture.width * picture.height > most:
                raise NotAPicture("too many pixels")
            # Made small first: whole, and copied a few times, a file of a few bytes would fill the memory.
            small = picture if picture.mode in _SCALED else picture.convert("RGB")
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = ImageOps.exif_transpose(small).convert("RGB")
            drawn = Image.new("RGB", flat.size)
            drawn.paste(flat)
            out = io.BytesIO()
            drawn.save(out, "JPEG", quality=QUALITY)
    except NotAPicture:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise NotAPicture(type(error).__name__) from None
    return out.getvalue()
