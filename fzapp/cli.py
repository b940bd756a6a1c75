"""The command line: thin, prints JSON or Chinese lines, no logic."""
