"""One file of queries for each thing that is remembered."""
