"""Expected failures of this package; see source.errors for the family."""

from source.errors import DuizhaoError


class QuestionFault(DuizhaoError):
    """A question that cannot be asked: empty, or too long. `code` is "empty" or "too_long"."""

    def __init__(self, sentence: str, *, code: str, hint: str = "") -> None:
        super().__init__(sentence, hint=hint)
        self.code = code


class ReportFault(DuizhaoError):
    """A report that is asked for and is not there."""


class BatchFault(DuizhaoError):
    """A batch file that cannot be read or written."""


class ServeFault(DuizhaoError):
    """The server cannot start."""


class SettingFault(DuizhaoError):
    """A setting that cannot be used."""


class KeepingFault(DuizhaoError):
    """What is kept cannot be opened, written or deleted."""


class ModelFault(DuizhaoError):
    """A model server that does not answer as it should. `code` is one of `app.answering.voice.FALLBACK`."""

    def __init__(self, sentence: str, *, code: str, hint: str = "") -> None:
        super().__init__(sentence, hint=hint)
        self.code = code
