"""The project's own tools, behind the targets of the Makefile; nothing in `gps` imports them."""
