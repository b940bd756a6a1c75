"""Pure functions on Chinese official text."""
