"""What is said: acts, forms and the conversation engine. No I/O, no clock, no messenger."""
