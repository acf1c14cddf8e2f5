"""What people are told about a concern: its author, those who joined it, officers and coordinators."""
