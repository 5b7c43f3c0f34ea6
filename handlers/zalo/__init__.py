"""What the Zalo Official Account needs besides its protocol: tokens, windows, what a message costs, staff's work."""
