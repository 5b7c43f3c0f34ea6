"""Files and names as nobody should send them, and a look at what is left of them."""

from itertools import product
from pathlib import Path

from handlers.attachments.model import Reason
from tests.handlers.attachments import samples

# One file for each reason that lies in the file itself; the rest is the size and the scanner.
REFUSED: dict[Reason, bytes] = {
    Reason.EMPTY: b"",
    Reason.UNKNOWN_KIND: b"MZ" + bytes(2000),
    Reason.HEIC: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50),
    Reason.OTHER_OFFICE: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    Reason.BROKEN: samples.pdf(bytes(5000))[:3000],
    Reason.TOO_MANY_PIXELS: samples.png_header(20_000, 20_000),
    Reason.LOCKED: samples.pdf(trailer=b"/Encrypt 9 0 R"),
    Reason.MACROS: samples.docx(("word/vbaProject.bin", b"x")),
    Reason.UNSAFE: samples.docx(("../../etc/cron.d/evil.xml", b"x")),
}

_STEPS = (
    "../",
    "..\\",
    "/",
    "\\",
    "%2e%2e%2f",
    "..%2f",
    "%252e%252e%252f",
    "....//",
    "~/",
    "C:\\",
    "\\\\host\\c$\\",
)
_ENDS = (
    "etc/passwd",
    "secret.key",
    "khuyencong.db",
    "a\0.pdf",
    "CON",
    "NUL.pdf",
    "LPT1",
    "..",
    ".",
    "a:b.pdf",
    "a;rm -rf x.pdf",
    "$(id).pdf",
    "`id`.pdf",
    "-rf",
    "\u202egpj.exe",
    "\u200f.pdf",
    ".bashrc",
)
HOSTILE_NAMES = (
    *(step * depth + end for (step, end), depth in zip(product(_STEPS, _ENDS), (1, 3) * 200, strict=False)),
    *("../" * depth + "x" for depth in (20, 300, 1365)),
    *("x" * 4096, "." * 4096, "/" * 4096, "\n" * 100, "a\r\nSet-Cookie: x=1", "ế" * 2000, "\ud800.pdf"),
    *(
        " ",
        "",
        "file://etc/passwd",
        "http://127.0.0.1/",
        "data:,x",
        "<script>",
        "{0}",
        "%s%n",
        '"',
        "'",
        "\x7f",
    ),
)


def files_of(data_dir: Path) -> list[Path]:
    """Every file of people that lies on the disk, whole or half written."""
    return samples.files_in(data_dir / "files")
