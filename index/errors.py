"""Expected failures of this package; see source.errors for the family."""

from source.errors import DuizhaoError


class EncoderFault(DuizhaoError):
    """The encoder is missing, damaged, or cannot be loaded."""


class IndexFault(DuizhaoError):
    """There is no index, or it was built by another model, reading or sources."""


class StoreFault(DuizhaoError):
    """The vector store cannot be reached or written."""
