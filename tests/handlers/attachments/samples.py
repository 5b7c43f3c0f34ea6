"""Files as people send them, made on the spot: good ones, odd ones and hostile ones."""

import struct
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image, ImageCms, ImageOps, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

GPS_DATE, MAKER, XMP_WORD, COMMENT = "2026:03:17", "PhoneMaker77", "gps-in-xmp", b"a comment of the camera"
LATITUDE = (1_234_567_891, 100_000_007)  # numbers that no picture holds by chance
SECRETS = (
    *(GPS_DATE.encode(), MAKER.encode(), XMP_WORD.encode(), COMMENT),
    *(number.to_bytes(4, order) for number in LATITUDE for order in ("little", "big")),
    *(b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com"),
)


async def stream(data: bytes, part: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(data), part):
        yield data[start : start + part]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def two_colours(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Red at the left, blue at the right, so that every turn shows."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def phone_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    latitude = tuple(IFDRational(*part) for part in (LATITUDE, (21, 1), (5, 1)))
    exif[0x0112], exif[0x010F] = orientation, MAKER
    exif[0x8825] = {1: "N", 2: latitude, 29: GPS_DATE}
    return exif


def phone_photo(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """With all that phones and programs write beside the pixels."""
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{XMP_WORD}</x:xmpmeta>".encode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, object] = {"xmp": xmp} if kind != "PNG" else {"pnginfo": _png_texts(xmp.decode())}
    if kind == "JPEG":
        more["comment"] = COMMENT
    stored = _as_held(two_colours(), orientation)
    return encoded(stored, kind, exif=phone_exif(orientation), icc_profile=profile, **more)


def _png_texts(xmp: str) -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", xmp)
    texts.add_text("Comment", COMMENT.decode())
    return texts


def _as_held(picture: Image.Image, orientation: int) -> Image.Image:
    """As a camera that was held so stores the picture: the turn that `orientation` names makes it upright."""
    back = {6: 8, 8: 6}.get(orientation, orientation)
    exif = Image.Exif()
    exif[0x0112] = back
    turned = Image.open(BytesIO(encoded(picture, "PNG", exif=exif)))
    return ImageOps.exif_transpose(turned)


def png_header(width: int, height: int) -> bytes:
    """A picture that is nearly all promise."""
    header = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IDAT", zlib.compress(bytes(100)))


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def jpeg_header(width: int, height: int) -> bytes:
    """A small photo that says it is another size."""
    data = encoded(two_colours(), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">2H", height, width) + data[at + 4 :]


def webp_header(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<L", 10) + bytes(4) + canvas
    return b"RIFF" + struct.pack("<L", len(body)) + body


def pdf(inside: bytes = b"", trailer: bytes = b"/Size 2 /Root 1 0 R") -> bytes:
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + inside
    table = b"xref\n0 2\n0000000000 65535 f \n0000000015 00000 n \ntrailer\n<< " + trailer + b" >>\n"
    return body + table + b"startxref\n" + str(len(body)).encode() + b"\n%%EOF\n"


def archive(*files: tuple[str, bytes], flags: int = 0) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as opened:
        for name, data in files:
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            opened.writestr(info, data)
    return _with_flags(out.getvalue(), flags) if flags else out.getvalue()


def docx(*more: tuple[str, bytes], flags: int = 0) -> bytes:
    parts = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/media/image1.jpeg")
    return archive(*((name, b"<xml/>" * 20) for name in parts), *more, flags=flags)


def _with_flags(data: bytes, flags: int) -> bytes:
    """The same archive with the flags set wherever they are told."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset] |= flags
            at = changed.find(signature, at + 4)
    return bytes(changed)


def told_otherwise(data: bytes, entry: int, offset: int, layout: str, value: int) -> bytes:
    """An archive whose directory lies in one field of one entry."""
    at = -1
    for _ in range(entry + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    changed = bytearray(data)
    struct.pack_into(layout, changed, at + offset, value)
    return bytes(changed)
