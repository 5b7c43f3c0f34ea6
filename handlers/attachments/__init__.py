"""What people send as files: told apart by content, cleaned, and stored sealed."""
