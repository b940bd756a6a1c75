"""Paths, files, logs, settings: standard library only, imports nothing of ours."""
