"""What is done to a photo somebody sent: decoded, turned upright, scaled, drawn anew without metadata."""

import io

#: Pixels a picture may have before it is refused: a bomb, or a poster.
MOST_PIXELS = 60_000_000
#: The longer side of the copy that officers see.
LONGEST_SIDE = 1600
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "MPO")


class NotAPicture(Exception):
    """The bytes are no picture we can open."""


def plain_copy(data: bytes) -> bytes:
    """A JPEG of the picture, at most LONGEST_SIDE long, with no metadata; NotAPicture when it is none."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture("too many pixels")
            upright = ImageOps.exif_transpose(picture)
            flat = upright.convert("RGB")
            flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = Image.new("RGB", flat.size)
            drawn.paste(flat)
            out = io.BytesIO()
            drawn.save(out, "JPEG", quality=QUALITY)
    except NotAPicture:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise NotAPicture(type(error).__name__) from None
    return out.getvalue()
