"""Words that mean something to do: after a slash, or typed as people say them."""

from handlers.answers import PERSON, START
from handlers.joining import words as joining
from handlers.messages import UpdateKind
from handlers.payloads import FORGET_CASE
from handlers.rights.words import SLASH
from handlers.turns import Turn
from knowledge.base import KnowledgeBase

_SLASH = {
    **SLASH,
    **joining.SLASH,
    "start": START,
    "batdau": START,
    "help": "help",
    "trogiup": "help",
    "gapcanbo": PERSON,
    "doitinh": "change_home",
    "quentinh": "forget_home",
    "xetthu": "check",
    "quentruonghop": FORGET_CASE,
    "dangky": "apply",
    "dientiep": "resume_form",
    "boqua": "skip",
    "quaylai": "back",
    "xong": "done",
    "huy": "cancel",
    "hoso": "my_applications",
}


def command_of(turn: Turn, knowledge: KnowledgeBase) -> str | None:
    """What a typed command asks for; the slash says that it is one."""
    if turn.kind is not UpdateKind.TEXT:
        return None
    if turn.text.startswith("/"):
        return _SLASH.get(turn.text[1:].split("@")[0].split(" ")[0].lower())
    return knowledge.command(turn.text)
