"""The shell that remembers: tables, transactions and sealing, on SQLite or PostgreSQL."""
