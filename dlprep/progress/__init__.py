"""What was answered: an append-only log in one SQLite file, and the memory states derived from it."""
