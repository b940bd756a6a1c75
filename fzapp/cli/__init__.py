"""The command line: one module for each thing commands are about."""
