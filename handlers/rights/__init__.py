"""What people may have done with their own data: told, handed over, put right, taken back, deleted."""
