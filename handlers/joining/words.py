"""What leads to joining chats and to parting them: typed commands, with or without a code, and buttons."""

import base64
import secrets
from collections.abc import Mapping

from handlers.messages import UpdateKind
from handlers.review.linking import read_code
from handlers.turns import Turn
from knowledge.base import KnowledgeBase
from knowledge.text.fold import fold

JOIN, SPLIT = "join_chats", "split_chats"  # as commands.yaml names them
SLASH: Mapping[str, str] = {"noikenh": JOIN, "tachkenh": SPLIT}
BUTTONS = "join:"
YES, NO = "join:yes", "join:no"
LEAVE, KEEP, STAY = "join:leave", "join:keep", "join:stay"  # this chat goes; the others go; none does
_CODE_BYTES = 5  # 40 bits, eight letters
_LONGEST_CODE = 20  # with gaps, or with a letter too many
_AROUND = ' .,:;!?"“”'
_DASHES = str.maketrans("‐‑–—", "----")  # what telephones make of a hyphen


def new_code() -> str:
    return base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()


def shown(code: str) -> str:
    """As people read it and type it."""
    return f"{code[:4]}-{code[4:]}"


def is_of_joining(turn: Turn, said: str | None, knowledge: KnowledgeBase) -> bool:
    """`said` is the command that the turn is, if it is one."""
    if turn.payload:
        return turn.payload.startswith(BUTTONS)
    if turn.kind is not UpdateKind.TEXT:
        return False
    return said in (JOIN, SPLIT) or typed_code(turn.text, knowledge) is not None


def typed_code(text: str, knowledge: KnowledgeBase) -> str | None:
    """What somebody gives as a code after the command; None when nothing there looks like one.

    Other words after it are somebody's own: a canal may be joined too.
    """
    words = [bare for word in text.translate(_DASHES).split() if (bare := word.strip(_AROUND))]
    if text.startswith("/"):
        is_ours = bool(words) and SLASH.get(words[0][1:].split("@")[0].lower()) == JOIN
        return " ".join(words[1:]) if is_ours and len(words) > 1 else None
    folded = [fold(word) for word in words]
    ways = sorted((fold(way).split() for way in knowledge.content.commands[JOIN]), key=len, reverse=True)
    if folded in ways:
        return None
    for way in ways:
        if folded[: len(way)] == way:
            rest = " ".join(words[len(way) :])
            return rest if _is_like_a_code(rest) else None
    return None


def _is_like_a_code(rest: str) -> bool:
    if not rest.isascii() or len(rest) > _LONGEST_CODE:
        return False
    if rest.isupper() or any(mark.isdigit() or mark == "-" for mark in rest):
        return True
    return len(rest.split()) <= 2 and read_code(rest) is not None
