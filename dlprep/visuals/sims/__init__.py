"""What the pictures show, as pure numbers: no torch, no numpy, nothing of the screen."""
