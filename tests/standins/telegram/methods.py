"""The table of all methods, and those that neither send nor receive."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from . import receiving, sending
from .errors import ApiError, bad_request
from .keyboards import check_link
from .params import Params
from .state import DOWNLOAD_LIMIT, BotAccount

Json = dict[str, Any]
Method = Callable[[BotAccount, Params], Any | Awaitable[Any]]

COMMANDS_IN_ALL = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def get_me(bot: BotAccount, params: Params) -> Json:
    """The bot's own account."""
    del params
    return {
        **bot.user.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(bot: BotAccount, params: Params) -> Json:
    """A `ChatFullInfo` with the fields that are never absent."""
    chat = bot.find_chat(params.text("chat_id"))
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat.as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_file(bot: BotAccount, params: Params) -> Json:
    """Opens the download of a file for an hour; over 20 MB it is refused."""
    file = bot.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    bot.link(file)
    return {**file.as_json(), "file_path": file.path}


def set_my_commands(bot: BotAccount, params: Params) -> bool:
    """The list behind "/": at most 100, names of a-z 0-9 _, each with a description."""
    commands = params.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: Expected an Array of BotCommand")
    if len(commands) > COMMANDS_IN_ALL:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_command(command) for command in commands]
    bot.commands[_command_key(params)] = checked
    return True


def get_my_commands(bot: BotAccount, params: Params) -> list[Json]:
    """The list for exactly this scope and language."""
    return bot.commands.get(_command_key(params), [])


def delete_my_commands(bot: BotAccount, params: Params) -> bool:
    """Takes the list of this scope and language away."""
    bot.commands.pop(_command_key(params), None)
    return True


def set_chat_menu_button(bot: BotAccount, params: Params) -> bool:
    """The button beside the text field, of one private chat or of all."""
    button = params.json("menu_button", "menu button") or {"type": "default"}
    kind = button.get("type") if isinstance(button, dict) else None
    if kind not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: Unsupported type specified")
    if kind == "web_app":
        if not button.get("text"):
            raise bad_request('can\'t parse menu button: Field "text" must be non-empty')
        check_link((button.get("web_app") or {}).get("url"), "menu button Web App URL", ("https",))
    bot.menu_buttons[_menu_key(bot, params)] = button
    return True


def get_chat_menu_button(bot: BotAccount, params: Params) -> Json:
    """The button of one private chat, or the one for all."""
    everybody = bot.menu_buttons.get(None, {"type": "commands"})
    return bot.menu_buttons.get(_menu_key(bot, params), everybody)


def _menu_key(bot: BotAccount, params: Params) -> int | None:
    if not params.text("chat_id"):
        return None
    chat = bot.find_chat(params.text("chat_id"))
    if not chat.is_private:
        raise bad_request("menu button can be set in private chats only")
    return chat.id


def _command(command: Any) -> Json:
    if not isinstance(command, dict) or not isinstance(command.get("command"), str):
        raise bad_request('can\'t parse BotCommand: Field "command" must be of type String')
    name = command["command"].removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = command.get("description")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description.strip()}


def _command_key(params: Params) -> tuple[str, str]:
    scope = params.json("scope", "scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language_code specified")
    return ":".join(str(value) for value in scope.values()), language


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getchat": get_chat,
    "getfile": get_file,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
    "getupdates": receiving.get_updates,
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": sending.edit_message_text,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "answercallbackquery": sending.answer_callback_query,
}


def find_method(name: str) -> Method:
    """The method of a name, in any case of letters; what is not in the table is a 404."""
    method = METHODS.get(name.lower())
    if method is None:
        raise ApiError(
            404, f"Not Found: method not found ({name} is not among the stand-in's {len(METHODS)})"
        )
    return method
