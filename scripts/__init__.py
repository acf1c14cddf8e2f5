"""Set-up and maintenance scripts; nothing here is imported by the service."""
