"""Reading: a folder with a bilingual report becomes a `Report` of sections, passages, sentences and beads."""
