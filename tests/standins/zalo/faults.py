"""Faults that a test scripts: codes, raw answers, cut connections, silence, slowness, redirects."""

import random
from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "answer", "cut", "hang", "slow", "redirect"]


@dataclass(slots=True)
class Fault:
    """One scripted fault; `call` "*" is any.

    `delivered` says whether the call takes effect before the fault shows. `times` None never runs out.
    """

    call: str
    kind: Kind
    code: int = 0
    text: str = ""  # the message of a code, the body of an answer, the address of a redirect
    status: int = 200
    delivered: bool = False
    is_middle: bool = False  # a cut after half of the answer's body
    seconds: float | None = None
    times: int | None = 1
    user_id: str | None = None
    share: float = 1.0


class Faults:
    """All scripted faults, used up in the order in which they were added."""

    def __init__(self, seed: int = 1) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)

    def add(self, fault: Fault) -> None:
        """Script one more."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Forget what is left."""
        self._faults.clear()

    def fail_next(
        self,
        call: str,
        code: int,
        message: str = "scripted",
        delivered: bool = False,
        times: int | None = 1,
        user_id: str | None = None,
        share: float = 1.0,
    ) -> None:
        """Refuse the next calls with an error code in the usual shape of their face."""
        self.add(
            Fault(
                call,
                "code",
                code,
                message,
                delivered=delivered,
                times=times,
                user_id=user_id,
                share=share,
            )
        )

    def answer_next(
        self,
        call: str,
        status: int,
        body: str = "<html><body>Bad Gateway</body></html>",
        delivered: bool = False,
        times: int | None = 1,
        user_id: str | None = None,
    ) -> None:
        """Answer the next calls with any status and any body, which need not be JSON."""
        self.add(
            Fault(
                call,
                "answer",
                text=body,
                status=status,
                delivered=delivered,
                times=times,
                user_id=user_id,
            )
        )

    def cut_next(
        self,
        call: str,
        delivered: bool,
        is_middle: bool = False,
        times: int | None = 1,
        user_id: str | None = None,
    ) -> None:
        """Cut the connection before any answer, or in the middle of the true one's body (then it was delivered)."""
        done = delivered or is_middle
        self.add(Fault(call, "cut", delivered=done, is_middle=is_middle, times=times, user_id=user_id))

    def hang_next(
        self,
        call: str,
        delivered: bool = False,
        seconds: float | None = None,
        times: int | None = 1,
        user_id: str | None = None,
    ) -> None:
        """Give the next call no answer; after `seconds`, or at the end of the stand-in, the connection is cut."""
        self.add(Fault(call, "hang", delivered=delivered, seconds=seconds, times=times, user_id=user_id))

    def slow_next(self, call: str, seconds: float, times: int | None = 1, user_id: str | None = None) -> None:
        """Work on the next call only after a while; then all is well."""
        self.add(Fault(call, "slow", seconds=seconds, times=times, user_id=user_id))

    def redirect_next(self, call: str, location: str, times: int | None = 1) -> None:
        """Answer with a 302, which the platform never does: somebody else is answering."""
        self.add(Fault(call, "redirect", text=location, times=times))

    def take(self, call: str, user_id: str = "") -> Fault | None:
        """The fault for this call, counted as used."""
        for fault in self._faults:
            if fault.call not in {"*", call} or fault.user_id not in {None, user_id}:
                continue
            if fault.share < 1.0 and self._random.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None
