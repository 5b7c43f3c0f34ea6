"""The console's list at 200,000 applications: how long its pages take, and what an export holds in memory."""

import os
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import BigInteger, String, cast, create_engine, insert, literal, select, text, true

from bot.app import House, Role
from storage.database import Database
from storage.states import ApplicationStatus, MoneySource
from storage.tables_applications import application
from tests.bench.measure import Figures, figures
from tests.bot.console.desk import Desk, console_app
from tests.support.applications import a_member, a_sent_application
from tests.support.rows import asked, change

COUNT = 200_000
_ROUNDS = 12
_OFFICERS = 10
_DAYS = 365
_STATES = tuple(each for each in ApplicationStatus if each is not ApplicationStatus.DRAFT)
_PROVINCES = ("tay-ninh", "gia-lai", "dong-thap", "an-giang", "nghe-an", "lao-cai", "lai-chau")
_PATH = "/console/applications"
_LISTS = {
    "all": "",
    "a state": "status=cho_tham_dinh",
    "a province": "province=tay-ninh",
    "late": "late=1",
    "a form": "kind=A-05",
    "hardly any": "status=da_quyet_toan&kind=A-09&source=donor&province=lai-chau&commune=x",
    "a telephone": "q=5678",
    "old first": "sort=old",
}


async def print_applications(name: str, house: House) -> None:
    """One row for each kind of list, for the board, and for the export."""
    began = time.perf_counter()
    await seed(house)
    print(f"| {name}: seed {COUNT:,} applications, {time.perf_counter() - began:.0f} s | | | | |", flush=True)
    account = await house.desk.staff.add("bench", Role.LEAD, house.clock.now())
    async with TestClient(TestServer(console_app(house))) as client:
        desk = Desk(client)
        assert (await desk.signs_in(account.name, account.password)).status == 303
        for kind, query in _LISTS.items():
            print((await _timed(f"{name}: list, {kind}", desk, f"{_PATH}?{query}")).row(), flush=True)
        print((await _timed(f"{name}: list, page by page", desk, _PATH, walks=True)).row(), flush=True)
        print((await _timed(f"{name}: board", desk, f"{_PATH}/board")).row(), flush=True)
        rows, seconds, grown = await _export(desk)
    print(f"| {name}: export of {rows:,} rows, {grown:.0f} MB more at most | 1 | {seconds * 1000:,.0f} | | |")


async def seed(house: House, count: int = COUNT) -> None:
    """Copies of one application, spread over states, places, officers and a year."""
    now, database = house.clock.now(), house.database
    officers = [await a_member(database, now) for _ in range(_OFFICERS)]
    first = await a_sent_application(database, now)
    pattern = asked(database, select(application).where(application.c.id == first.id), {})[0]._asdict()
    sources = cycle([*MoneySource, None])
    del pattern["id"]
    spread: list[dict[str, object]] = [
        pattern
        | {
            "code": str(10**11 - at),
            "form_id": f"A-0{1 + at % 9}",
            "status": _STATES[at * 7 % len(_STATES)],
            "province": _PROVINCES[at % len(_PROVINCES)],
            "assignee_id": officers[at * 3 % _OFFICERS],
            "money_source": next(sources),
            "phone_tail_hash": pattern["phone_tail_hash"] if at == 1 else f"{at}",
        }
        | dict.fromkeys(("sent_at", "status_at", "changed_at"), now - timedelta(days=at, seconds=at))
        for at in range(1, _DAYS + 1)
    ]
    change(database, insert(application), spread)
    numbers = select(literal(1).label("i")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.i + 1).where(numbers.c.i < count // _DAYS))
    names = [each.name for each in application.c if each.name != "id"]
    code = cast(literal(10**11, BigInteger) + numbers.c.i * 1000 + application.c.id, String)
    chosen = [code if name == "code" else application.c[name] for name in names]
    copies = select(*chosen).select_from(application).join(numbers, true())
    change(database, insert(application).from_select(names, copies.where(application.c.id > first.id)))
    _tidy(database)


def _tidy(database: Database) -> None:
    """As the database would have done by itself in an hour."""
    if database.is_sqlite:
        change(database, text("ANALYZE"))
        return
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE application"))
    engine.dispose()


async def _timed(name: str, desk: Desk, path: str, *, walks: bool = False) -> Figures:
    """As a browser waits for it; `walks` goes on to the next page each time."""
    times, at = [], path
    for number in range(_ROUNDS + 1):
        began = time.perf_counter()
        page = await desk.opens(at)
        if number:
            times.append(time.perf_counter() - began)
        assert page.status == 200
        if walks:
            at = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&") or path
    return figures(name, times)


async def _export(desk: Desk) -> tuple[int, float, float]:
    before, most, rows, began = _resident_mb(), 0.0, 0, time.perf_counter()
    async with desk.client.get(f"{_PATH}/export.csv") as answer:
        assert answer.status == 200
        async for chunk in answer.content.iter_chunked(1 << 16):
            rows += chunk.count(b"\r\n")
            most = max(most, _resident_mb())
    return rows - 1, time.perf_counter() - began, most - before


def _resident_mb() -> float:
    pages: Sequence[str] = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
