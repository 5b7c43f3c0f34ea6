"""What happens to an application: its states in words, who may do what, what people are told and reminded of."""
