"""Understanding a question, without a model: what it asks for, what it leans on, what in it is mistyped or no question."""
