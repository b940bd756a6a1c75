"""The text editor of one section and what belongs to it."""
