"""The stand-in without its socket: bots, people, scripted faults, and the running of one call."""

import inspect
import time
from collections.abc import Mapping
from typing import Any

from .errors import ApiError
from .faults import Fault, Faults, Kind, scripted_error
from .methods import find_method
from .params import Params
from .person import Person
from .rates import LIMITED, Rates
from .request_log import RequestLog, RequestRecord
from .state import BotAccount, Chat, SentMessage, User
from .timing import Clock


class Core:
    """Everything the platform knows, for any number of bots."""

    def __init__(self, token: str, clock: Clock, rates: Rates) -> None:
        self.token = token
        self.clock = clock
        self.rates = rates
        self.faults = Faults()
        self.log = RequestLog()
        self.bots: dict[str, BotAccount] = {}
        self._people: dict[int, User] = {}
        self._persons: dict[tuple[str, int], Person] = {}
        self._epoch = time.time() - clock()
        self.add_bot(token)

    # Bots and people

    def add_bot(
        self, token: str, name: str = "Khuyến công (thử)", username: str = "khuyen_cong_thu_bot"
    ) -> BotAccount:
        """One more bot under its own token; the part before the colon is its id."""
        bot_id, _, secret = token.partition(":")
        if not bot_id.isdigit() or not secret:
            raise ValueError("a token looks like 123456:LETTERS")
        user = User(int(bot_id), name, username=username, language_code=None, is_bot=True)
        self.bots[token] = BotAccount(token, user, self._people, self.clock, self._epoch)
        self.log.tokens.append(token)
        return self.bots[token]

    def bot(self, token: str | None = None) -> BotAccount:
        """The bot of a token, the first one without."""
        return self.bots[token or self.token]

    def person(
        self,
        id: int,
        first_name: str = "Sáu",
        last_name: str | None = None,
        username: str | None = None,
        has_started: bool = False,
        bot: str | None = None,
    ) -> Person:
        """A person, the same one for the same id and bot; until they write, a bot may not write to them."""
        key = (bot or self.token, id)
        if key not in self._persons:
            user = self._people.setdefault(id, User(id, first_name, last_name, username))
            self._persons[key] = Person(user, self.bots[key[0]])
        if has_started:
            self._persons[key].open_chat()
        return self._persons[key]

    def group(self, id: int, title: str, username: str | None = None, bot: str | None = None) -> Chat:
        """A group (negative id) with the bot in it; `person.say(words, chat=group)` writes there."""
        if id >= 0:
            raise ValueError("ids of groups are negative")
        kind = "supergroup" if id <= -1_000_000_000_000 else "group"
        info = {"title": title} | ({"username": username} if username else {})
        return self.bot(bot).chats.setdefault(id, Chat(id, kind, info))

    def migrate(self, group: Chat, new_id: int, bot: str | None = None) -> Chat:
        """Turn a group into a supergroup: writing to the old id is a 400 that names the new one."""
        group.migrated_to = new_id
        return self.group(new_id, group.info["title"], bot=bot)

    @property
    def requests(self) -> list[RequestRecord]:
        """Every call so far, tokens and secrets taken out."""
        return self.log.records

    @property
    def sent(self) -> list[SentMessage]:
        """All messages that the first bot has delivered, by time."""
        chats = self.bot().chats.values()
        return sorted((message for chat in chats for message in chat.sent), key=lambda sent: sent.message_id)

    # Troubles

    def fail_next(
        self,
        method: str,
        status: int,
        description: str | None = None,
        parameters: Mapping[str, object] | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        share: float = 1.0,
        delivered: bool = False,
    ) -> None:
        """Answer the next calls with an error; method "*" is any, "file" a download."""
        self._script(
            method,
            "answer",
            chat_id,
            times,
            share,
            delivered,
            None,
            scripted_error(status, description, parameters),
        )

    def cut_next(
        self,
        method: str,
        delivered: bool,
        chat_id: int | None = None,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Read the next call fully and cut the connection, with the call done or not; a download in its middle."""
        self._script(method, "cut", chat_id, times, share, delivered)

    def hang_next(
        self,
        method: str,
        delivered: bool = False,
        seconds: float | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Give the next call no answer; after `seconds`, or at the end of the stand-in, the connection is cut."""
        self._script(method, "hang", chat_id, times, share, delivered, seconds)

    def slow_next(
        self,
        method: str,
        seconds: float,
        chat_id: int | None = None,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Work on the next call only after a while; then all is well."""
        self._script(method, "slow", chat_id, times, share, False, seconds)

    def redirect_next(self, method: str, location: str, times: int | None = 1) -> None:
        """Answer the next call or download with a 302, which the platform never does: somebody else is answering."""
        self.faults.add(Fault(method.lower(), "redirect", times=times, location=location))

    def _script(
        self,
        method: str,
        kind: Kind,
        chat_id: int | None,
        times: int | None,
        share: float,
        delivered: bool,
        seconds: float | None = None,
        error: ApiError | None = None,
    ) -> None:
        self.faults.add(Fault(method.lower(), kind, error, delivered, seconds, chat_id, times, share))

    def duplicate_next(self, updates: int = 1, bot: str | None = None) -> None:
        """Deliver the next updates to the webhook twice each, although the first delivery was taken."""
        self.bot(bot).tricks.duplicate += updates

    def reorder_next(self, updates: int = 2, bot: str | None = None) -> None:
        """Gather so many updates and deliver them to the webhook newest first."""
        self.bot(bot).tricks.reorder = updates

    # Calls

    def find_bot(self, token: str) -> BotAccount:
        """The bot of a call; a wrong token is a 401."""
        bot = self.bots.get(token)
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot

    async def call(self, bot: BotAccount, method: str, params: Params) -> Any:
        """Run one method and give its result."""
        run = find_method(method)
        if method.lower() in LIMITED:
            self.rates.spend(bot.user.id, params.integer("chat_id"))
        result = run(bot, params)
        return await result if inspect.isawaitable(result) else result
