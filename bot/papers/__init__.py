"""Applications as DOCX: the built-in paper, and templates that an operator puts in its place."""
