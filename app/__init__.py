"""Answering, and showing: a question becomes a cited answer; command line, web chat, reading pages, API."""
