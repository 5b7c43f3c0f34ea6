"""What a request must show before anything is done: that one of our own pages sent it."""

import hmac

from aiohttp import web

from bot.console.cookies import form_token
from bot.web.caller import is_same_site

TOKEN_FIELD = "form"  # noqa: S105 - the name of a field
_FORM_TYPE = "application/x-www-form-urlencoded"
_LONGEST_FORM_BYTES = 16 * 1024  # a megabyte of "&" would take half a second to take apart


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a posted form; none when it is no form, or longer than any of ours."""
    length = request.content_length  # browsers tell it with every form
    if request.content_type != _FORM_TYPE or length is None or length > _LONGEST_FORM_BYTES:
        return {}
    try:
        posted = await request.post()
    except (ValueError, LookupError):  # bytes that are no text, a charset that does not exist
        return {}
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def is_ours(request: web.Request, form: dict[str, str], cookie: str, public_url: str) -> bool:
    """The form's token fits the cookie, and the browser does not name another site as the sender."""
    given = form.get(TOKEN_FIELD, "")
    fits = hmac.compare_digest(given.encode("utf-8", "replace"), form_token(cookie).encode())
    return bool(cookie) and fits and is_same_site(request, public_url)
