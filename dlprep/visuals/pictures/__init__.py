"""How each sim is drawn: one module a sim, named like it, with one `Picture`."""
