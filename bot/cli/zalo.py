"""`zalo template`: the forms of messages that Zalo has approved, and which notices each may say."""

import argparse
import sys

from bot.clock import SystemClock
from bot.openers import BadForm, TemplateRow, TemplateState, open_forms
from bot.settings import Settings
from handlers.zalo.templates import VALUES

STATES = tuple(state.value for state in TemplateState)
_ACTOR = "operator:command line"
_STATES = {"pending": "chờ duyệt", "approved": "đã duyệt", "rejected": "không duyệt"}
_WRONG = {
    "id": "Mã mẫu chỉ có chữ cái, chữ số, gạch ngang: {value}",
    "kind": "Không có thông báo nào tên {value}. Các thông báo: {kinds}",
    "parameter": "Thông báo không có giá trị nào tên {value}. Các giá trị: {values}",
}


def parameter(typed: str) -> tuple[str, str]:
    """`name=value`. Raises what argparse tells people."""
    name, sign, value = typed.partition("=")
    if not (name and sign and value):
        raise argparse.ArgumentTypeError("a parameter is written name=value")
    return name, value


async def add(options: argparse.Namespace, settings: Settings) -> int:
    form = TemplateRow(
        options.id,
        tuple(options.kind),
        dict(options.parameter or ()),
        options.preview,
        TemplateState(options.state),
        is_by_user=not options.only_by_phone,
    )
    async with open_forms(settings) as register:
        try:
            is_new = await register.put(form, _ACTOR, SystemClock().now())
        except BadForm as error:
            told = {
                "value": error.value,
                "kinds": ", ".join(register.kinds),
                "values": ", ".join(sorted(VALUES)),
            }
            print(_WRONG[error.field].format(**told), file=sys.stderr)
            return 1
    print(f"Mẫu {form.template_id}: {'đã thêm' if is_new else 'đã đổi'}, {_STATES[form.state.value]}")
    return 0


async def listed(_options: argparse.Namespace, settings: Settings) -> int:
    async with open_forms(settings) as register:
        forms = await register.all()
    for form in forms:
        way = "" if form.is_by_user else ", chỉ theo số điện thoại"
        print(f"{form.template_id}  {_STATES[form.state.value]}{way}  {', '.join(form.kinds)}")
        print(f"    {form.preview}")
        print(f"    {', '.join(f'{name}={value}' for name, value in form.parameters.items()) or '-'}")
    if not forms:
        print("Chưa có mẫu nào.", file=sys.stderr)
    return 0
