"""Foreign files read into domain objects; knows no archive."""
