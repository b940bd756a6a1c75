"""Pages as they will come out of the printer: on the screen, on paper and as PDF."""
