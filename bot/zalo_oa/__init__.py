"""Zalo's Official Account API: signed hooks in, its own thin client out."""
