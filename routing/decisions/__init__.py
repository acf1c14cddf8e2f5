"""What follows from what somebody sent: a submission and what stands already in, a decision out. Pure."""
