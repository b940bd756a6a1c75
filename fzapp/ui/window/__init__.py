"""The window around the pages: strip, lines, search box, locks, and what stands there instead when it cannot open."""
