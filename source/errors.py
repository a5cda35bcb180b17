"""The one error family of the project, at the bottom of the import order so that every package can raise it.

DuizhaoError            expected: one sentence with the values seen, and a hint that is a command or a setting
├── SourceFault         a report that cannot be read
├── index: EncoderFault, IndexFault, StoreFault
└── app: QuestionFault, ...
"""


class DuizhaoError(Exception):
    """An expected failure. `str()` is the sentence and the hint; printed without a traceback."""

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence}. To mend it: {self.hint}" if self.hint else self.sentence


class SourceFault(DuizhaoError):
    """A report folder or file that cannot be read as it stands."""
