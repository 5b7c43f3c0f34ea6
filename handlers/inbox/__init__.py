"""The inbox of staff: who wants a person, what was said, taking a conversation, answering, giving it back."""
