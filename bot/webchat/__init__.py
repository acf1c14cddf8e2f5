"""The chat on a web page: plain forms that work alone, with a small script that makes them quicker."""
