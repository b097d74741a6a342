"""The parts of the screen on which a challenge is solved."""
