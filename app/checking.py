"""`duizhao check`: encoder, reports, index and store, kept conversations, the server's settings, each with what is wrong and the command that mends it."""

import os
import shlex
from collections.abc import Callable

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.settings import keep_limit, keep_setting
from app.settings_table import limit, unread
from app.web.accounts import Accounts
from app.web.configuration import Configuration, from_environment
from app.written import confirming, prompt, support
from app.written.model_server import open_model, reads, trial
from index.encoder import Encoder, open_encoder
from index.errors import IndexFault
from index.reranker import SHIPPED
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
        reranker = desk.reranker.name if desk.reranker is not None else SHIPPED
        unfitted = "" if reranker == SHIPPED else f"; neither scores nor confidence are fitted to the reranker {reranker}: python -m evals.fit prints the confidence's part for app/settings.py"
        return f"{desk.index.folder}, {len(desk.index.passages)} passages; a question takes {answer.timings_ms['total']:.0f} ms{unfitted}"

    def kept() -> str:
        most = keep_limit()
        keeper = Keeper.open(keep_setting(), most)
        if keeper is None:
            return "not kept (DUIZHAO_KEEP is not set)"
        counts, held = keeper.counts(), keeper.size()
        keeper.close()
        room = "" if held is None else f", {held / 1e6:,.1f} of {most / 1e6:,.0f} MB" + ("" if held < most else ": full, nothing more is kept")
        return f"kept in {keeper.shown}, {counts.conversations} so far{room}; duizhao forget deletes them"

    def model() -> str:
        server = open_model()
        if server is None:
            return "none (answers are extractive)"
        milliseconds = trial(server)
        told = f"{server.settings.model} at {server.place}, which replied in {milliseconds:,.0f} ms"
        if encoders and not support.is_fitted(encoders[0].name):
            told += f"; the check of its sentences is not fitted to {encoders[0].name}: python -m evals.fit_support prints what to put into app/written/support.py"
        if server.settings.check == "model":
            confirming.trial(server)
            told += ", and tells what a passage says"
        most = server.settings.context - prompt.WRITES
        took = reads(server, most)
        late = f"; {most:,} tokens, the most that a question comes with, were not read within {server.settings.patience:g} s: where so much comes, quotes stand in (DUIZHAO_LLM_FIRST)"
        return told + (f"; read {most:,} tokens, the most that a question comes with, in {took:,.0f} ms" if took is not None else late)

    right = [_line("encoder", encoder), _line("reports", reports), _line("index and store", index), _line("conversations", kept), _line("model server", model)]
    right += _server()
    return 0 if all(right) and encoders else 1


def _server() -> list[bool]:
    """A line for each group of the server's settings, and a warning for each name that nothing reads; what can be used?"""
    configurations: list[Configuration] = []

    def server() -> str:
        configurations.append(one := from_environment())
        often = f"{limit(one.rate)} and {limit(one.daily)} for a visitor, {limit(one.address_rate)} for an address; {one.at_once} at once"
        return f"{often}; log {one.log_format}, {'with' if one.log_questions else 'without'} questions; {one.grace:g} s to finish answers"

    def login() -> str:
        file = configurations[0].login
        if file is None:
            return "none (whoever can reach the server can ask)"
        Accounts(file)
        return f"{file}; who is named there can log in"

    def origins() -> str:
        told = configurations[0].origins
        return ", ".join(told) + " may embed the chat and call the API" if told else "the server's own alone (DUIZHAO_ORIGINS is not set)"

    def hosts() -> str:
        told, unset = configurations[0].hosts, "(DUIZHAO_HOSTS is not set)"
        if told:
            return "answers under " + ", ".join(told) + " alone"
        return f"answers under every name {unset}" if configurations[0].login else f"answers under addresses, names of the local network, this machine's and those of DUIZHAO_ORIGINS {unset}"

    def hidden() -> str:
        own = "is set" if os.environ.get("DUIZHAO_SECRET", "").strip() else "is not set: a new one at each start, and who was logged in has to log in again"
        return f"DUIZHAO_SECRET {own}; DUIZHAO_EMBED_SECRET {'is set' if configurations[0].embed_secret else 'is not set: no tokens are handed out'}"

    def proxies() -> str:
        return f"{configurations[0].proxies or 'none'} believed where others say where they come from"

    right = [_line("server", server)]
    if configurations:
        right += [_line("login", login), _line("origins", origins), _line("hosts", hosts), _line("secrets", hidden), _line("proxies", proxies)]
    for sentence in [*(hints(configurations[0]) if configurations else []), *unread()]:
        print(f"??  {sentence}")
    return right


def hints(configuration: Configuration) -> list[str]:
    """A sentence for each pair of settings that can hardly be meant, and for a password file that others can read."""
    login, out = configuration.login, list[str]()
    if login is not None and configuration.origins and not configuration.embed_secret:
        out.append("DUIZHAO_LOGIN and DUIZHAO_ORIGINS are set and DUIZHAO_EMBED_SECRET is not: within those pages everybody has to log in, their servers obtain no tokens")
    if login is None and configuration.embed_secret:
        out.append("DUIZHAO_EMBED_SECRET is set and DUIZHAO_LOGIN is not: everybody is let in without a token")
    if keep_setting() and not os.environ.get("DUIZHAO_SECRET", "").strip():
        out.append(
            "DUIZHAO_KEEP is set and DUIZHAO_SECRET is not: after a restart visitors have new ids, and their page no longer deletes what was kept before. "
            'Put one with the other settings, once: echo "DUIZHAO_SECRET=$(openssl rand -hex 32)" >> /etc/duizhao.env'
        )
    if login is not None and os.name == "posix" and (mode := login.stat().st_mode & 0o777) & 0o077:
        out.append(f"{login} can be read by others (mode {mode:03o}), and names and password hashes stand in it: chmod 600 {shlex.quote(str(login))}")
    return out


def _line(name: str, look: Callable[[], str]) -> bool:
    try:
        print(f"ok  {name}: {look()}")
    except DuizhaoError as fault:
        print(f"!!  {name}: {fault}")
        return False
    return True
