"""Consistent copies of everything, and the way back. People's keys are kept apart: see person_keys.py."""
