"""Checks across entries: what no single entry can know about itself."""
