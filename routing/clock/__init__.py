"""When: the office's working time, what is due by when, and the hours in which nobody is woken."""
