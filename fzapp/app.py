"""The composition root: paths, logs, archive, services, window."""
