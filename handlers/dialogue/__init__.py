"""One file for each thing the bot can do in a conversation; they do not know each other."""
