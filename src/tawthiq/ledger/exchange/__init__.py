"""Exchange between two copies of a case: messages, what is taken, what is refused and why."""
