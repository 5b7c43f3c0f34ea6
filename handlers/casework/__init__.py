"""One person's case: what was told, what is asked next, and the card that sums it up."""
