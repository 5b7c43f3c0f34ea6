"""A picture comes out upright, of the right colours and small enough, with nothing in it but pixels."""

from io import BytesIO

import pytest
from PIL import Image

from handlers.attachments.model import Kind, Reason
from handlers.attachments.pictures import LONGEST_SIDE, clean_picture
from tests.handlers.attachments import samples

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def cleaned(data: bytes, kind: str) -> Image.Image:
    made = clean_picture(data, Kind(kind.lower()))
    assert isinstance(made, bytes), made
    picture = Image.open(BytesIO(made))
    picture.load()
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    return picture


def is_near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, ...], within: int = 12) -> bool:
    found = picture.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) <= within for one, other in zip(found, colour, strict=True))


def is_two_colours(picture: Image.Image) -> bool:
    width, height = picture.size
    left, right = (width // 8, height // 2), (width * 7 // 8, height // 2)
    return width > height and is_near(picture, left, RED) and is_near(picture, right, BLUE)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright_however_the_phone_was_held(kind: str, orientation: int) -> None:
    assert is_two_colours(cleaned(samples.phone_photo(kind, orientation), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_where_when_and_by_what_stays(kind: str) -> None:
    sent = samples.phone_photo(kind, 6)
    assert sum(secret in sent for secret in samples.SECRETS) >= 5, "the sample holds what is to be removed"
    made = clean_picture(sent, Kind(kind.lower()))
    assert isinstance(made, bytes)
    assert [secret for secret in samples.SECRETS if secret in made] == []
    picture = Image.open(BytesIO(made))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("is_progressive", [False, True])
def test_every_kind_of_jpeg_is_read(mode: str, is_progressive: bool) -> None:
    sent = samples.encoded(samples.two_colours(mode), "JPEG", progressive=is_progressive, quality=95)
    picture = cleaned(sent, "JPEG")
    assert picture.size == (64, 32)
    assert mode == "L" or is_two_colours(picture)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    picture = cleaned(samples.encoded(samples.two_colours(mode), "PNG"), "PNG")
    assert mode in ("1", "L", "LA") or is_two_colours(picture)


def test_sixteen_bits_of_grey_stay_grey() -> None:
    sent = samples.encoded(Image.new("I;16", (20, 20), 0x8000), "PNG")
    assert is_near(cleaned(sent, "PNG"), (10, 10), (128, 128, 128), 2)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_becomes_white(mode: str) -> None:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": picture.getpixel((0, 0))} if mode == "P" else {}
    assert is_near(cleaned(samples.encoded(picture, "PNG", **options), "PNG"), (20, 20), WHITE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_kept(kind: str) -> None:
    first, second = samples.two_colours(), Image.new("RGB", (64, 32), "green")
    sent = samples.encoded(first, kind, save_all=True, append_images=[second] * 5, duration=100)
    assert is_two_colours(cleaned(sent, kind))


def test_of_several_pictures_in_one_photo_the_first_is_kept() -> None:
    first, second = samples.two_colours(), Image.new("RGB", (64, 32), "green")
    sent = samples.encoded(first, "MPO", save_all=True, append_images=[second])
    assert is_two_colours(cleaned(sent, "JPEG"))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_a_large_picture_is_made_smaller_in_its_own_proportion(kind: str, mode: str) -> None:
    sent = samples.encoded(samples.two_colours(mode, (4000, 2000)), kind)
    picture = cleaned(sent, kind)
    assert picture.size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert is_two_colours(picture)


def test_a_small_picture_keeps_its_size() -> None:
    assert cleaned(samples.encoded(Image.new("RGB", (1, 1), "red"), "PNG"), "PNG").size == (1, 1)


def test_a_picture_as_thin_as_a_thread_is_read() -> None:
    picture = cleaned(samples.encoded(Image.new("RGB", (60_000, 1), "red"), "PNG"), "PNG")
    assert picture.size == (LONGEST_SIDE, 1)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_exif_does_not_cost_the_picture() -> None:
    sent = samples.encoded(
        samples.two_colours(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xee" * 50
    )
    assert is_two_colours(cleaned(sent, "JPEG"))


@pytest.mark.parametrize(
    "behind", [samples.docx(), b"<script>alert(1)</script>", b"MZ" + bytes(1000), samples.pdf()]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_gone(kind: str, behind: bytes) -> None:
    made = clean_picture(samples.encoded(samples.two_colours(), kind) + behind, Kind(kind.lower()))
    assert isinstance(made, bytes)
    assert behind[:20] not in made
    assert made.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.png_header(60_000, 60_000), "png"),
        (samples.png_header(20_000, 20_000), "png"),
        (samples.png_header(8192, 6145), "png"),
        (samples.png_header(2**31 - 1, 1), "png"),
        (samples.jpeg_header(65_000, 65_000), "jpeg"),
        (samples.jpeg_header(8192, 6145), "jpeg"),
        (samples.webp_header(16_384, 16_384), "webp"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_too_many_pixels_are_refused_before_one_is_read(data: bytes, kind: str) -> None:
    assert clean_picture(data, Kind(kind)) is Reason.TOO_MANY_PIXELS
