"""The recipe of the reader that says whether a passage bears a sentence out: made pairs, and layers of the encoder trained on them.

    python -m app.written.training --data DIR --minutes 120

Nothing here is imported when questions are answered. `app/written/models/README.md` is the model card.
"""
