"""What people look at. Values in, prompts out; nothing is changed by looking."""
