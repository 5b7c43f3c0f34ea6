"""Zalo's Bot Platform: words and numbers both ways, pictures in, nothing else; its own client, polling or webhook."""
