"""Makes a new picture of an old one: the same to the eye, with nothing in it but its pixels."""

from contextlib import suppress
from importlib import import_module
from io import BytesIO

from PIL import Image

from handlers.attachments.model import MOST_PIXELS, Kind, Reason

LONGEST_SIDE = 3000  # a page of A4 stays readable to its smallest print
_QUALITY = 85
_GAP = 2.0  # shrink coarsely to twice the size first: half the time and memory, no difference to the eye
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SMOOTH_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})  # that can be shrunk as they are


def load_all() -> None:
    """Loads the parts that Pillow looks for only when it needs them: for a process that may soon open no file."""
    Image.preinit()
    for part in ("Mpo", "Tiff", "WebP"):  # TIFF is how EXIF is written
        import_module(f"PIL.{part}ImagePlugin")


def clean_picture(data: bytes, kind: Kind) -> bytes | Reason:
    """A JPEG that is upright and at most LONGEST_SIDE long. What is broken raises anything."""
    if kind is Kind.WEBP and _webp_pixels(data) > MOST_PIXELS:
        return Reason.TOO_MANY_PIXELS  # its decoder takes memory for all of them when it is opened
    try:
        opened = Image.open(BytesIO(data), formats=[kind.upper()])
    except Image.DecompressionBombError:
        return Reason.TOO_MANY_PIXELS
    with opened:
        if opened.width * opened.height > MOST_PIXELS:
            return Reason.TOO_MANY_PIXELS
        picture = opened if opened.mode in _SMOOTH_MODES else _smooth(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=_GAP)
        opened.load()  # a small one has not been read yet, and half a picture is to be refused
        turn = _TURNS.get(_orientation(opened))
        upright = picture.transpose(turn) if turn is not None else picture
        return _as_jpeg(upright)


def _smooth(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey: converting alone would make them all white
        return picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _orientation(picture: Image.Image) -> int:
    with suppress(Exception):  # cameras write broken EXIF, and the picture is what counts
        return int(picture.getexif().get(_ORIENTATION, 1))
    return 1


def _as_jpeg(picture: Image.Image) -> bytes:
    """On a fresh white canvas, because what a picture carries along would be saved with it."""
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        canvas.paste(picture, mask=picture)
    else:
        canvas.paste(picture.convert("RGB"))
    out = BytesIO()
    canvas.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _webp_pixels(data: bytes) -> int:
    """As the first of its chunks tells; the decoder refuses what does not agree with it."""
    match data[12:16]:
        case b"VP8X":
            width, height = _number(data[24:27]) + 1, _number(data[27:30]) + 1
        case b"VP8L":
            bits = _number(data[21:25])
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = _number(data[26:28]) & 0x3FFF, _number(data[28:30]) & 0x3FFF
    return width * height


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
