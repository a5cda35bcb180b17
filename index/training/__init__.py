"""The recipe of the reranker: examples from public question sets and parallel texts, four layers of the encoder trained on them.

    python -m index.training --data DIR --out DIR

Nothing here is imported when questions are answered. `index/reranker/README.md` is the model card.
"""
