"""Consents, rights and keeping of personal data: their words, their clocks and their days."""
