"""The pages of messages to many, together."""

from dataclasses import dataclass

from bot.console.audiences import AudiencePages
from bot.console.broadcasts import BroadcastPages
from bot.console.composer import ComposerPages
from bot.console.live import LivePages


@dataclass(frozen=True, slots=True)
class NewsPages:
    broadcasts: BroadcastPages
    composer: ComposerPages
    audiences: AudiencePages
    live: LivePages
