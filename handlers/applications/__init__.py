"""What a producer asks for on a form: the paper of it."""
