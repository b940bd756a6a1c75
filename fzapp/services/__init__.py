"""Use cases: everything a user can do, as plain functions without Qt."""
