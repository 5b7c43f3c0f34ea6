"""Messages to many: composed, counted, approved, sent, and what people answered."""
