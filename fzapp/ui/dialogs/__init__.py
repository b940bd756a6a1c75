"""Questions that need more than one field; each has ask(parent, data) -> data | None."""
