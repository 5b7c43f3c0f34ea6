"""From a question to the entries that may answer it, and how sure that is."""
