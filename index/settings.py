"""Where things lie and what the search is set to; the environment is read here and nowhere else in this package."""

import os
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
HOME = CLONE / ".duizhao"


def default_encoder_folder() -> Path:
    """The unpacked default encoder: beside the stores, so that every store uses the same one."""
    return HOME / "encoder"


@dataclass(frozen=True)
class Settings:
    """Places and models. `store` is a folder, or the http(s) address of a Chroma server."""

    source: Path = CLONE / "source" / "reports"
    store: str = str(HOME / "store")
    encoder: str = ""
    """A sentence-transformers model by path or hub name; empty: the default encoder."""
    reranker: str = ""
    """A cross-encoder by path or hub name; empty: the shipped one; "none": without."""


def from_environment(*, source: str | None = None, store: str | None = None) -> Settings:
    """Settings from DUIZHAO_SOURCE, DUIZHAO_STORE, DUIZHAO_ENCODER and DUIZHAO_RERANKER; arguments given win over the environment."""
    default = Settings()
    return Settings(
        source=Path(source or os.environ.get("DUIZHAO_SOURCE") or default.source).resolve(),
        store=store or os.environ.get("DUIZHAO_STORE") or default.store,
        encoder=os.environ.get("DUIZHAO_ENCODER", ""),
        reranker=os.environ.get("DUIZHAO_RERANKER", ""),
    )
