"""Telegram: python-telegram-bot parses and calls; order, pace and retries are the house's own."""
