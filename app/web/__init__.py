"""The server: the application with its addresses and its limits, and what starts it."""
