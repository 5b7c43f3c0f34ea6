"""Everybody who does what the rights want done."""

from collections.abc import Mapping

from handlers.deeds import Doer
from handlers.rights import deeds, erasing, withdrawing

DOERS: Mapping[type, Doer] = {**deeds.DOERS, **withdrawing.DOERS, **erasing.DOERS}
