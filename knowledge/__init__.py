"""What the bot knows: curated content, its checks, and the matching of questions to entries."""
