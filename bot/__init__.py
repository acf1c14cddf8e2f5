"""The shell that talks: messengers, the switchboard, the courier, the command line."""
