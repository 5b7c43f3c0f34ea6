"""Hangs the pages of messages to many on the house."""

import asyncio
from zoneinfo import ZoneInfo

from bot.app import House
from bot.carrying import abilities, news_channels
from bot.console.audiences import AudiencePages
from bot.console.broadcasts import BroadcastPages
from bot.console.composer import ComposerPages
from bot.console.cookies import Cookies
from bot.console.live import LivePages, Pace
from bot.console.news import NewsPages
from bot.console.pages import Render
from bot.console.previews import Previews
from handlers.attachments.examiner import Examiner
from handlers.broadcasts.office import NewsOffice, news_office
from handlers.outbox import Door


def news_pages(
    house: House, cookies: Cookies, render: Render, stopping: asyncio.Event, pace: Pace
) -> NewsPages:
    settings = house.settings
    zone = ZoneInfo(settings.timezone)
    office = _office(house, zone)
    begins, ends = settings.quiet_hours.split("-")
    return NewsPages(
        broadcasts=BroadcastPages(
            office,
            _previews(house),
            house.clock,
            cookies,
            render,
            zone,
            settings.broadcast_approval_above,
            (begins, ends),
        ),
        composer=ComposerPages(office, house.clock, cookies, render),
        audiences=AudiencePages(office, house.clock, cookies, render),
        live=LivePages(office, house.desk.sessions, house.clock, cookies, stopping, pace),
    )


def _office(house: House, zone: ZoneInfo) -> NewsOffice:
    examiner = Examiner(at_once=1)  # staff send a file now and then: one more worker at most
    knowledge = lambda: house.knowledge  # noqa: E731 - of the moment
    return news_office(house.database, knowledge, house.news, examiner, zone, house.settings.quiet_times)


def _previews(house: House) -> Previews:
    """Through the same door as the message itself."""
    can, say = abilities(house.settings), house.say
    door = Door(can, say("choose_by_number"), say("or_say"), say("choose_by_typing"))
    return Previews(door, can, news_channels(house.settings), say)
