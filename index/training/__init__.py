"""The recipe of the reranker: examples from public question sets, parallel texts and invented reports, four layers of the encoder trained on them.

    python -m index.training --data DIR --out DIR

Nothing here is imported when questions are answered. `index/models/README.md` is the model card.
"""
