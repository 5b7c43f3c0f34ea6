"""What leads to the rights: buttons, typed commands, and a text that was asked for."""

from collections.abc import Mapping
from enum import StrEnum

from handlers import payloads
from handlers.messages import UpdateKind
from handlers.turns import Turn
from knowledge.base import KnowledgeBase
from knowledge.text.fold import fold

COPY_PATH = "/du-lieu/"  # + token, below the public address: where a copy waits
PAGE = payloads.PRIVACY
DATA, DATA_YES, DATA_NO = payloads.OWN_DATA, "rights:data:yes", "rights:data:no"
WRITE = "rights:write:"  # + kind of request; also what the next text is taken for
WRITE_NO = "rights:write:no"
WITHDRAW = "rights:withdraw"
WITHDRAW_OF = "rights:withdraw:"  # + purpose, or no
WITHDRAW_YES = "rights:withdraw-yes:"  # + purpose
ERASE, ERASE_YES, ERASE_NO = payloads.ERASE, "rights:erase:yes", "rights:erase:no"
STOP, RESUME = payloads.STOP_NEWS, "rights:news:resume"


class Job(StrEnum):
    """One for each skill."""

    PAGE = "page"
    DATA = "data"
    WRITE = "write"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    NEWS = "news"


STOP_COMMAND, RESUME_COMMAND = "stop_news", "resume_news"
COMMANDS: Mapping[str, Job] = {  # as commands.yaml names them
    "privacy": Job.PAGE,
    "own_data": Job.DATA,
    "correct_data": Job.WRITE,
    "withdraw_consent": Job.WITHDRAW,
    "erase_data": Job.ERASE,
    STOP_COMMAND: Job.NEWS,
    RESUME_COMMAND: Job.NEWS,
}
SLASH: Mapping[str, str] = {
    "quyenriengtu": "privacy",
    "dulieu": "own_data",
    "sua": "correct_data",
    "rutdongy": "withdraw_consent",
    "xoa": "erase_data",
    "ngung": STOP_COMMAND,
    "nhantin": RESUME_COMMAND,
}
_BUTTONS = {
    PAGE: Job.PAGE,
    DATA: Job.DATA,
    WRITE: Job.WRITE,
    WITHDRAW: Job.WITHDRAW,
    ERASE: Job.ERASE,
    "rights:news": Job.NEWS,
}


def job_of(turn: Turn, said: str | None, knowledge: KnowledgeBase) -> Job | None:
    """Which of the jobs a turn is about; `said` is the command that it is, if it is one."""
    if turn.payload:
        return next((job for start, job in _BUTTONS.items() if turn.payload.startswith(start)), None)
    if said == RESUME_COMMAND and not is_written(said, turn.text, knowledge):
        return None  # one letter away from it people ask for their money
    if said is not None:
        return COMMANDS.get(said)
    is_wanted = turn.kind is UpdateKind.TEXT and bool(turn.text) and turn.state.expects.startswith(WRITE)
    return Job.WRITE if is_wanted else None


def stops_news(turn: Turn, said: str | None, knowledge: KnowledgeBase) -> bool:
    """True for the button that ends news, also under a broadcast, and for the words that say so beyond doubt."""
    if turn.payload:
        return turn.payload == STOP or turn.payload.endswith(f":{STOP}")
    return said == STOP_COMMAND and is_written(STOP_COMMAND, turn.text, knowledge)


def is_written(command: str, text: str, knowledge: KnowledgeBase) -> bool:
    """True for the command as the content writes it, with its marks or without any; and for a slash."""
    ways, bare = knowledge.content.commands[command], text.casefold().strip(" .!")
    is_bare = bare == fold(bare) and bare in {fold(typed) for typed in ways}
    return text.startswith("/") or bare in ways or is_bare
