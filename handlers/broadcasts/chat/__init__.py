"""Broadcasts from staff's chat: composed, counted, sent, approved, watched."""
