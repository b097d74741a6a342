"""Pictures that move and that the reader can take hold of.

`sims` are pure numbers, `pictures` draw them on a canvas of cells, `player` says where in its steps
a picture stands, and `stage` is the widget that shows all of it.
"""
