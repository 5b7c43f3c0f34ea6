"""What people may ask of their data, and what they have agreed to."""
