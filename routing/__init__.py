"""What is decided: which department answers, by when, and what follows each act. No I/O, no clock."""
