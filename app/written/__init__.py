"""The written answer: a model server's words, each sentence held to the passages that it cites before anyone sees it."""
