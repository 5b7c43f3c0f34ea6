"""`requests` and `breach`: what people wait for, and who was touched when something went wrong."""

import argparse
import json
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import openers
from bot.clock import SystemClock
from bot.settings import Settings

_ACTOR = "operator:command line"
_STAGES = {"fresh": "", "half": "quá nửa hạn", "urgent": "gần hết hạn", "overdue": "QUÁ HẠN"}


async def requests(options: argparse.Namespace, settings: Settings) -> int:
    async with openers.open_requests(settings) as desk:
        waiting = await desk.list(_ACTOR, SystemClock().now())
    for each in waiting:
        if options.jsonl:
            line = {
                "code": each.code,
                "kind": each.kind,
                "contact": each.contact_id,
                "asked_on": each.asked_on.isoformat(),
                "first_answer_by": each.first_answer_by.isoformat(),
                "due_on": each.due_on.isoformat(),
                "stage": each.stage.value,
                "is_answered": each.is_answered,
                "is_answer_late": each.is_answer_late,
                "is_extended": each.is_extended,
                "note": each.note,
            }
            print(json.dumps(line, ensure_ascii=False))
            continue
        answer = (
            "đã trả lời lần đầu" if each.is_answered else f"trả lời trước {each.first_answer_by:%d/%m/%Y}"
        )
        late = ", TRỄ TRẢ LỜI LẦN ĐẦU" if each.is_answer_late else ""
        stage = f", {_STAGES[each.stage.value]}" if _STAGES[each.stage.value] else ""
        print(f"{each.code}  {each.kind:8} hạn {each.due_on:%d/%m/%Y}{stage}; {answer}{late}")
        if each.note:
            print(f"    {each.note}")
    if not waiting:
        print("Không có yêu cầu nào đang chờ.", file=sys.stderr)
    return 0


def moment(typed: str) -> datetime | date:
    """A day, or a day with a time of day. Raises what argparse tells people."""
    try:
        return datetime.fromisoformat(typed) if "T" in typed or " " in typed else date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("2026-11-20 or 2026-11-20T08:30") from None


async def breach(options: argparse.Namespace, settings: Settings) -> int:
    zone = ZoneInfo(settings.timezone)
    since, until = _start(options.since, zone), _end(options.until, zone)
    found = await openers.breach(settings, since, until, _ACTOR)
    if options.jsonl:
        for contact, what in found.people.items():
            print(json.dumps({"contact": contact, "actions": sorted(what)}))
        return 0
    print(f"Từ {since:%d/%m/%Y %H:%M} đến {until:%d/%m/%Y %H:%M}: {found.events} việc trong nhật ký.")
    print(f"Người liên quan: {len(found.people)} (danh sách theo số: thêm --jsonl).")
    if found.gone:
        print(f"Không còn dẫn tới ai: {found.gone} (đã xóa).")
    for action, count in found.actions.items():
        people = sum(action in what for what in found.people.values())
        whole = f"; {found.lists[action]} lần xem theo danh sách" if action in found.lists else ""
        print(f"  {action}: {count} lần, {people} người{whole}")
    return 0


def _start(given: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(given, datetime):
        given = datetime.combine(given, time(), zone)
    return given if given.tzinfo else given.replace(tzinfo=zone)


def _end(given: datetime | date | None, zone: ZoneInfo) -> datetime:
    """A day ends with its last moment."""
    if given is None:
        return datetime.now(zone)
    if not isinstance(given, datetime):
        given = datetime.combine(given, time(), zone) + timedelta(days=1)
    return given if given.tzinfo else given.replace(tzinfo=zone)
