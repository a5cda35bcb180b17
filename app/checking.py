"""`duizhao check`: encoder, reports, index and store, kept conversations, each with what is wrong and the command that mends it."""

from collections.abc import Callable

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.settings import keep_setting
from index.encoder import Encoder, open_encoder
from index.errors import IndexFault
from index.settings import Settings
from index.weights import is_fitted
from source.errors import DuizhaoError
from source.folder import declared, folders


def check(settings: Settings) -> int:
    """Print a line for each thing; 0 when all is well, else 1."""
    encoders: list[Encoder] = []

    def encoder() -> str:
        encoders.append(open_encoder(settings))
        fitted = "" if is_fitted(encoders[0].name) else "; the confidence is not fitted to it: python -m evals.fit prints what to put into app/settings.py"
        return f"{encoders[0].name} ({encoders[0].fingerprint}){fitted}"

    def reports() -> str:
        return ", ".join(declared(folder).id for folder in folders(settings.source)) + f" in {settings.source}"

    def index() -> str:
        if not encoders:
            raise IndexFault("not looked at, for want of an encoder")
        desk = Desk(settings, encoders[0])
        answer = desk.answer("报告 report")
        return f"{desk.index.folder}, {len(desk.index.passages)} passages; a question takes {answer.timings_ms['total']:.0f} ms"

    def kept() -> str:
        keeper = Keeper.open(keep_setting())
        if keeper is None:
            return "not kept (DUIZHAO_KEEP is not set)"
        counts = keeper.counts()
        keeper.close()
        return f"kept in {keeper.shown}, {counts.conversations} so far; duizhao forget deletes them"

    right = [_line("encoder", encoder), _line("reports", reports), _line("index and store", index), _line("conversations", kept)]
    print("--  model server: none (answers are extractive)")
    return 0 if all(right) and encoders else 1


def _line(name: str, look: Callable[[], str]) -> bool:
    try:
        print(f"ok  {name}: {look()}")
    except DuizhaoError as fault:
        print(f"!!  {name}: {fault}")
        return False
    return True
