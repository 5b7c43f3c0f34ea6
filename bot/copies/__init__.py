"""The page where a person fetches the copy of their own data, by an address that works once."""
