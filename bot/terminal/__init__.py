"""The terminal messenger: the same conversations for whoever runs the service, in a terminal."""
