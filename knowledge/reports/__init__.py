"""What is reported and how each figure is counted, as editors wrote it."""
