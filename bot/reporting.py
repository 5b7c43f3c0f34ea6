"""The pages of reports, hung on the house."""

from zoneinfo import ZoneInfo

from bot.app import House
from bot.console.cookies import Cookies
from bot.console.figures import FigurePages
from bot.console.meetings import MeetingPages
from bot.console.pages import Render
from bot.console.reports import ReportPages
from bot.reports.exporting import ReportFiles


def report_pages(house: House, cookies: Cookies, render: Render, zone: ZoneInfo) -> ReportPages:
    room, clock = house.reports, house.clock
    return ReportPages(
        room,
        ReportFiles(room.choices.word),
        FigurePages(room, clock, cookies, render, zone),
        MeetingPages(room, clock, cookies, render),
        clock,
        cookies,
        render,
        zone,
    )
