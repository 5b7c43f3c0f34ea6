"""Makes a picture of our own small enough for a platform."""

from io import BytesIO

from PIL import Image

from handlers.attachments.model import MOST_PIXELS

_STEPS = ((2400, 85), (2000, 80), (1600, 75), (1200, 70), (800, 60))  # longest side, quality


def shrunk(data: bytes, most_bytes: int) -> bytes | None:
    """A JPEG of at most so many bytes; None when it is no picture, or cannot be made so small.

    Blocks: call it in a thread. For what we have made or cleaned ourselves; strangers' files have their examiner."""
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            picture = opened.convert("RGBA") if opened.has_transparency_data else opened.convert("RGB")
    except (OSError, Image.DecompressionBombError):
        return None
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    for side, quality in _STEPS:
        smaller = flat.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = BytesIO()
        smaller.save(out, "JPEG", quality=quality)
        if out.tell() <= most_bytes:
            return out.getvalue()
    return None
