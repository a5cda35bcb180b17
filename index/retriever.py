"""Our search as a LlamaIndex retriever, for programs that are built on LlamaIndex. Answering does not use it."""

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.search import Index
from source.report import Language, other


class DuizhaoRetriever(BaseRetriever):  # type: ignore[misc]
    """Our search as a LlamaIndex retriever: passages in one language's text, best first, scores as `Index.search` gives them."""

    def __init__(self, index: Index, *, language: Language = "zh", top_k: int = 5) -> None:
        super().__init__()
        self._index = index
        self._language = language
        self._top_k = top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._index.search(query_bundle.query_str)
        out: list[NodeWithScore] = []
        for id, score in found.passages[: self._top_k]:
            report = self._index.reports[id.split("/", 1)[0]]
            passage = self._index.passages[id]
            span, language = next((span, side) for side in (self._language, other(self._language)) if (span := passage.spans[side]) is not None)
            metadata = {"report": report.id, "section": " > ".join(report.path(passage.section, self._language)), "url": f"/read/{report.id}#{passage.anchor}"}
            out.append(NodeWithScore(node=TextNode(id_=id, text=report.quote(language, span), metadata=metadata), score=score))
        return out
