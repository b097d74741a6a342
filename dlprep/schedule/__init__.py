"""When to ask it: study days, memory by FSRS, the day's queue. Pure functions over small frozen values."""
