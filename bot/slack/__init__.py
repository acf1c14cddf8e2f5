"""Slack: events, commands and modals in, Block Kit out, by signed HTTP or Socket Mode."""
