"""The pages of staff: plain HTML forms that need no script; where there is one, it only saves a press."""
