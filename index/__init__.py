"""Finding: reports become a vector store and a term index; a question becomes ranked candidates."""
