"""The extractive answer: which words of the report answer, how sure that is, and how it is said."""
