"""What the office talks about: reports, sections, ledgers, figures. Standard library only, no I/O, no clock."""
