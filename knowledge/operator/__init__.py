"""What only the operating office knows: one checked file of its own, laid over the shipped content."""
