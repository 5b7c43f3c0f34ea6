"""A form on a channel without buttons: numbers and words, nothing else."""

import pytest

from tests.standins.zalo import Person
from tests.support.services import Running


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is stored is tested elsewhere on both, and people take their time."""
    return sqlite_url


async def test_a_form_is_filled_with_numbers_and_words_alone(running: Running, sau: Person) -> None:
    async def hears(text: str, expected: str) -> str:
        await sau.say(text)
        for _ in range(3):
            reply = await sau.wait_for_reply()
            if expected in reply.text:
                return reply.text
        raise AssertionError(f"{expected!r} is not in {reply.text!r}")

    await hears("đăng ký", "đăng ký việc nào")
    await hears("1", "Anh/chị muốn điền thế nào?")
    await hears("1", "Anh/chị muốn làm việc nào?")
    await hears("1", "tên là gì?")
    await hears("máy sấy bánh tráng", "Máy mới 100%")
    await hears("1", "đã mua hay đặt cọc")
    await hears("chưa mua", "Tổng cộng hết chừng")
    await hears("1,2 tỷ", "từ đủ 18 tuổi")
    await hears("1", "Lấy gì")
    await hears("1", "của mình hay điền thay")
    await hears("1", "hình thức nào")
    await hears("hộ kinh doanh", "Cơ sở tên gì")
    await hears("Cơ sở bánh tráng Hương Quê", "Họ tên người đại diện")
    assert all(reply.buttons == () for reply in sau.replies)
