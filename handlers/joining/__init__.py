"""What staff do with applications, what people are told of it, and what they are reminded of later."""
