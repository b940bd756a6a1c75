"""What a careful reviewer would find; knows no archive and no window."""
