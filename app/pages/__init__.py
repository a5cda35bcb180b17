"""What a person sees: the chat page and the reading page, as plain data for templates and scripts, with their words in both languages."""
