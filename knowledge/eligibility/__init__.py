"""Who may be supported, why, and with how much: rules as data, weighed with three values."""
