"""Where people are: provinces and communes of today, the names of before, and how both are typed."""
