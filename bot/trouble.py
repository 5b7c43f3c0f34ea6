"""Whether a bot's platform answers at all: when it does not, one message now and then finds out."""

from bot.pace import Pace
from handlers.channels import InDoubt, NotSent, Outcome
from handlers.outbox import Parcel

_FEW = 3  # one message in doubt is its own trouble, that of several people is the platform's
_LONGEST_SECONDS = 30.0


class Trouble:
    """Watches how sends end, and halts the pace while they come to nothing, longer each time."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._rounds = 0
        self._in_doubt: set[int] = set()  # conversations, since the platform last answered

    @property
    def is_there(self) -> bool:
        """True until the platform has answered somebody."""
        return self._rounds > 0

    def note(self, parcel: Parcel, outcome: Outcome) -> None:
        match outcome:
            case NotSent():
                self._halt()
            case InDoubt():
                self._in_doubt.add(parcel.conversation_id)
                if self.is_there or len(self._in_doubt) >= _FEW:
                    self._halt()
            case _:  # a refusal is an answer too
                self._rounds = 0
                self._in_doubt.clear()

    def _halt(self) -> None:
        """What fails together is one round."""
        if not self._pace.halted_seconds:
            self._pace.halt(min(2.0**self._rounds, _LONGEST_SECONDS))
            self._rounds += 1
