"""The pages of staff: plain HTML forms, no script."""
