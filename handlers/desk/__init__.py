"""The staff's side: accounts, signing in, and what waits for them."""
