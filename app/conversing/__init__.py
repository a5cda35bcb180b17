"""Conversations: held while they last, kept where that is turned on, taken along as text."""
