"""What the bot does: no protocol, no SQL."""
