"""Submission packages; knows no archive."""
