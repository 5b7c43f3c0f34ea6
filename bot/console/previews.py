"""A broadcast as the person at the other end will see it: through the real door, channel by channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.telegram import parse as telegram
from bot.telegram.markup import keyboard
from bot.zalo_bot.channel import ZaloBotChannel
from handlers.channels import Abilities
from handlers.markup import Span, Style, plain, spans
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.zalo.wire import CHANNEL as ZALO
from handlers.zalo.wire import MOST_BUTTONS

_SAMPLES = (telegram.NAME, ZALO)  # shown while no channel of news is on


@dataclass(frozen=True, slots=True)
class Preview:
    channel: str
    spans: tuple[Span, ...]
    buttons: tuple[str, ...]
    has_file: bool
    is_on: bool


class Previews:
    """`channels` are those that carry news now."""

    def __init__(
        self,
        door: Door,
        abilities: Mapping[str, Abilities],
        channels: Sequence[str],
        say: Callable[[str], str],
    ) -> None:
        self._door = door
        self._abilities = abilities
        self._channels = channels
        self._say = say

    def of(self, reply: Reply) -> list[Preview]:
        return [self._on(channel, reply) for channel in self._channels or _SAMPLES]

    def _on(self, channel: str, reply: Reply) -> Preview:
        part = self._door.parts(reply, channel)[0]  # a broadcast is one message, and this is it
        has_file, text = part.file is not None, part.text
        if has_file and channel == ZaloBotChannel.name:
            has_file, text = False, f"{text}\n\n{self._say('zalo_bot_no_files')}"
        is_styled = channel == telegram.NAME
        shown = tuple(spans(text)) if is_styled else (Span(plain(text), Style.PLAIN),)
        return Preview(channel, shown, self._buttons(channel, part), has_file, channel in self._channels)

    def _buttons(self, channel: str, part: Reply) -> tuple[str, ...]:
        """What there is to press; elsewhere the choices stand in the words only."""
        if channel == telegram.NAME:
            markup = keyboard(part.buttons)
            rows = markup.inline_keyboard if markup is not None else ()
            return tuple(button.text for button in chain.from_iterable(rows))
        is_carried = self._abilities[channel].has_buttons and part.file is None
        return tuple(button.label for button in part.buttons[:MOST_BUTTONS]) if is_carried else ()
