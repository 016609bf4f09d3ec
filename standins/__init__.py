"""What GPS speaks to and does not own, played by small programs for demonstration and tests. None imports GPS."""
