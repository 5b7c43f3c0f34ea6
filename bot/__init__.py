"""The outside: everything that speaks a protocol."""
