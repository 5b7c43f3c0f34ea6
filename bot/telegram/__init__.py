"""Telegram: python-telegram-bot parses and calls; order, pace and retries are the house's own."""

import os

# The library's own switch to durations as timedelta; without it every 429 comes with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")
