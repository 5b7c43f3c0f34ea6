"""A request goes its whole way, from sent to settled, by what an officer and a lead type in their chats."""

from datetime import timedelta

from bot.app import House
from handlers.applications.codes import shown
from handlers.desk.sessions import Member
from storage.states import ApplicationStatus, Role
from storage.tables import audit_event
from storage.tables_applications import application_event, inspection
from tests.support.applications import a_member, a_sent_application, the_application
from tests.support.clock import HandClock
from tests.support.houses import Person, work_all
from tests.support.reviews import TELEGRAM
from tests.support.rows import rows

S = ApplicationStatus
_STEPS = [
    "send",
    "claim",
    "ask_papers",
    "schedule_visit",
    "confirm_date",
    "take_up",
    "approve",
    "set_money",
    "start_work",
    "schedule_inspection",
    "fail_inspection",
    "schedule_inspection",
    "pass_inspection",
    "settle",
]


class Journey:
    """One request, its owner on the web page, and those who work on it."""

    def __init__(self, house: House, code: str) -> None:
        self.house = house
        self.code = shown(code)
        self.bare = code
        self.owner = Person(house, "an")
        self.read = 0

    async def does(self, who: Person, command: str, *, sure: bool = False) -> str:
        """What a member of staff hears; what has to be confirmed is confirmed by its number."""
        said = await who.asks(command.replace("MÃ", self.code))
        if not sure:
            return said
        assert "Xác nhận?" in said
        return await who.asks("1")

    async def news(self) -> str:
        """What the owner has been told since the last look."""
        lines = [line.reply.text for line in await self.owner.transcript() if line.author == "bot"]
        fresh, self.read = lines[self.read :], len(lines)
        return "\n".join(fresh)

    async def status(self) -> ApplicationStatus:
        return (await the_application(self.house.database, self.bare)).status


async def by_code(house: House, name: str, role: Role, areas: tuple[str, ...] = ()) -> Person:
    """A member of staff who has linked their own chat."""
    member = Member(await a_member(house.database, house.clock.now(), role, name, areas), name, role, 1)
    person = Person(house, name, TELEGRAM)
    await person.asks(f"/lienket {(await house.desk.linking.make_code(member, house.clock.now())).code}")
    return person


async def test_from_sent_to_settled_by_chat(house: House, clock: HandClock) -> None:
    lan = await by_code(house, "Lan", Role.OFFICER, ("tay-ninh",))
    minh = await by_code(house, "Minh", Role.LEAD)
    row = await a_sent_application(house.database, clock.now())
    way = Journey(house, row.code)

    assert way.code in await lan.asks("/viec")
    await up_to_the_decision(way, lan, minh, clock)
    await from_the_decision_on(way, lan, minh, clock)
    assert "Hiện không có phiếu nào" in await lan.asks("/viec")
    steps = [row.action for row in rows(house.database, application_event)]
    assert steps == _STEPS
    traced = {row.action for row in rows(house.database, audit_event)}
    assert {f"application_{step}" for step in steps[1:]} <= traced


async def up_to_the_decision(way: Journey, lan: Person, minh: Person, clock: HandClock) -> None:
    assert "Đã ghi: Nhận xử lý" in await way.does(lan, "/nhanviec MÃ")
    assert await way.news() == ""

    await way.does(lan, "/xinthem MÃ 30/11 ảnh giấy đăng ký kinh doanh")
    news = await way.news()
    assert "Cần thêm:" in news
    assert "ảnh giấy đăng ký kinh doanh" in news
    assert "30/11/2026" in news
    await reminds(way.house, clock, days=5)  # two days before it is due
    assert "Sắp tới hạn" in await way.news()

    await way.does(lan, "/henkhaosat MÃ 05/12/2026 8:30 Để sẵn báo giá.")
    assert "8 giờ 30, thứ Bảy 5/12/2026" in await way.news()
    await way.owner.says("Xác nhận ngày hẹn")
    await work_all(way.house)
    assert "xác nhận" in (await way.news()).lower()

    await way.does(lan, "/xet MÃ")
    assert "khoan mua máy" in await way.news()
    assert "dành cho" in await way.does(lan, "/duyet MÃ")  # not hers to decide
    assert await way.status() is S.IN_REVIEW
    await way.does(minh, "/duyet MÃ theo kế hoạch năm nay", sure=True)
    news = await way.news()
    assert "Được duyệt" in news
    assert "chưa mua" in news


async def from_the_decision_on(way: Journey, lan: Person, minh: Person, clock: HandClock) -> None:
    await way.does(lan, "/tien MÃ kehoach 200 triệu quocgia")
    await way.does(lan, "/batdaulam MÃ 30/6/2027 mua đúng danh mục")
    assert "30/6/2027" in await way.news()
    await reminds(way.house, clock, days=31)
    assert "Việc làm tới đâu rồi?" in await way.news()

    await way.does(lan, "/hennghiemthu MÃ 15/01/2027 9:00")
    assert "15/1/2027" in await way.news()
    await way.does(lan, "/nghiemthu MÃ khong chưa có hóa đơn", sure=True)
    assert "chưa có hóa đơn" in await way.news()
    await way.does(lan, "/hennghiemthu MÃ 20/01/2027 9:00")
    await way.does(lan, "/nghiemthu MÃ dat máy chạy tốt, đủ giấy", sure=True)
    news = await way.news()
    assert "Đã nghiệm thu" in news
    assert "máy chạy tốt" not in news  # what was found is for the office
    done = await way.does(minh, "/quyettoan MÃ 198 triệu", sure=True)
    assert 'Phiếu ở bước "Đã xong"' in done
    assert "Đã xong" in await way.news()

    after = await the_application(way.house.database, way.bare)
    assert after.status is S.SETTLED
    assert (after.money.planned_vnd, after.money.paid_vnd) == (200_000_000, 198_000_000)
    assert [each.is_passed for each in rows(way.house.database, inspection)] == [False, True]
    await reminds(way.house, clock, days=184)
    assert "Hỏi thăm" in await way.news()


async def reminds(house: House, clock: HandClock, days: int) -> None:
    """Days go by, at whose end the clock asks what is due."""
    clock.pass_seconds(timedelta(days=days).total_seconds())
    await house.follow_ups.remind(clock.now)
