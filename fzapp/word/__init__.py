"""Domain objects written as Word documents in the national format."""
