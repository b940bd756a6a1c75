"""Own item models over what the services answer."""
