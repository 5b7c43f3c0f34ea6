"""Files on their way out: made to fit, after their words, and told of when they cannot go."""

from io import BytesIO

from PIL import Image

from handlers.attachments.shrinking import shrunk
from handlers.channels import Attached, Delivered, PutOff, RefusedForGood
from handlers.messages import FileOf, FileRef, Reply
from storage.states import Cost
from tests.handlers.attachments import samples
from tests.standins.zalo import Person
from tests.support.zalo import ZaloHouse

_MEGABYTE = 1024 * 1024
_PAPER = Attached("Phiếu đăng ký.docx", "application/octet-stream", samples.docx())


def _reply(text: str = "Phiếu của anh/chị đây ạ") -> Reply:
    return Reply(text, file=FileRef(FileOf.REQUEST, 7, "Phiếu.docx"))


def _noise(side: int, kind: str = "PNG") -> bytes:
    """A picture that no compression makes small."""
    out = BytesIO()
    Image.effect_noise((side, side), 80).convert("RGB").save(out, kind)
    return out.getvalue()


async def test_a_paper_comes_after_its_words(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    outcome = await here.sends(sau, _reply(), _PAPER)
    said, file = await sau.wait_for_reply(), await sau.wait_for_reply()
    assert said.text == "Phiếu của anh/chị đây ạ"
    assert (file.text, file.files[0].name, file.files[0].content) == ("", _PAPER.name, _PAPER.data)
    assert outcome == Delivered(file.message_id, Cost.FREE)


async def test_a_paper_without_words_comes_alone(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    await here.sends(sau, _reply(""), _PAPER)
    assert len(sau.replies) == 1


async def test_a_large_picture_is_made_small_and_takes_its_words_along(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    large = _noise(1400)
    assert len(large) > _MEGABYTE
    assert isinstance(
        await here.sends(sau, _reply("ảnh đây ạ"), Attached("a.png", "image/png", large)), Delivered
    )
    (reply,) = sau.replies
    assert reply.text == "ảnh đây ạ"
    assert reply.images[0].content.startswith(b"\xff\xd8\xff")
    assert len(reply.images[0].content) <= _MEGABYTE


async def test_a_file_that_zalo_does_not_carry_is_told_of_to_the_person_and_to_staff(
    here: ZaloHouse, sau: Person
) -> None:
    await here.meets(sau)
    for attached in (
        Attached("du-lieu.zip", "application/zip", b"PK\x03\x04"),
        Attached("to.pdf", "application/pdf", b"%PDF-" + bytes(5 * _MEGABYTE)),
        Attached("a.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(2 * _MEGABYTE)),
    ):
        assert isinstance(await here.sends(sau, _reply("dữ liệu"), attached), Delivered)
    assert all("Zalo không gửi được kiểu tệp này" in reply.text for reply in sau.replies)
    assert here.tasks() == [("not_sent", "file_kind")]
    assert here.api.calls("upload/file") == []


async def test_an_upload_that_has_expired_is_made_again_once(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.faults.fail_next("cs", -100)
    assert isinstance(await here.sends(sau, _reply(""), _PAPER), Delivered)
    assert len(here.api.calls("upload/file")) == 2
    here.api.faults.fail_next("cs", -100, times=2)
    assert not isinstance(await here.sends(sau, _reply(""), _PAPER), Delivered)
    assert len(here.api.calls("upload/file")) == 4


async def test_no_word_is_said_of_a_file_that_could_not_be_uploaded(here: ZaloHouse, sau: Person) -> None:
    await here.meets(sau)
    here.api.faults.fail_next("upload/file", -211)
    assert isinstance(await here.sends(sau, _reply(), _PAPER), PutOff)
    here.api.faults.fail_next("upload/file", -201)
    assert isinstance(await here.sends(sau, _reply(), _PAPER), RefusedForGood)
    assert sau.replies == []


def test_what_is_no_picture_is_not_made_small() -> None:
    assert shrunk(b"%PDF-1.4", _MEGABYTE) is None
    assert shrunk(samples.png_header(20_000, 20_000), _MEGABYTE) is None
    assert shrunk(_noise(300), 100) is None


def test_a_picture_with_holes_is_laid_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    made = shrunk(out.getvalue(), _MEGABYTE)
    assert made is not None
    with Image.open(BytesIO(made)) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)
