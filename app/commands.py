"""The command line of this package: index, ask, serve, login, forget, check. `evals.main` adds eval and is the console script.

Heavy modules are imported by the command that needs them: `duizhao --help` and usage errors take a fraction of a second.
Exit codes: 0; 1 a failure, one sentence and a hint on standard error; 2 bad usage.
"""

import argparse
import gc
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from source.errors import DuizhaoError

if TYPE_CHECKING:
    from app.settings import ModelSettings


class UsageFault(DuizhaoError):
    """A command line that cannot be run: bad usage, or an option that this version does not have. Exit code 2."""


Command = Callable[[argparse.Namespace], int]


def parser() -> tuple[argparse.ArgumentParser, "argparse._SubParsersAction[argparse.ArgumentParser]"]:
    """The parser with this package's commands; each sets `run` to a Command."""
    top = argparse.ArgumentParser(prog="duizhao", description="Ask bilingual (Chinese-English) reports; answers rest on the text, with their place. 就中英双语报告提问，回答以报告为依据，并注明出处。")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    index = commands.add_parser("index", help="build or update the index", description="Read the reports and build or update the index; does nothing when nothing changed.")
    _places(index)
    index.set_defaults(run=_index)
    ask = commands.add_parser("ask", help="answer one question, or a batch", description="Answer one question, or a batch of JSON lines {id, question, history?}.")
    ask.add_argument("question", nargs="?", help="the question, in Chinese or English")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--batch", metavar="IN.jsonl", help="answer every line of this file")
    ask.add_argument("--out", metavar="OUT.jsonl", help="where a batch's answers go, one a line, in the same order")
    _engine(ask)
    _places(ask)
    ask.set_defaults(run=_ask)
    serve = commands.add_parser("serve", help="start the chat, the reader and the API", description="Serve the chat at /, reports at /read/<report>, and POST /api/ask.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine only)")
    serve.add_argument("--port", type=_port, default=7860, help="port to listen on (default 7860)")
    _places(serve)
    serve.set_defaults(run=_serve)
    login = commands.add_parser("login", help="let somebody in, with a password", description="Write a name with its password, hashed with argon2id, into the file that DUIZHAO_LOGIN names for serve.")
    login.add_argument("name", metavar="NAME", help="who may log in")
    login.add_argument("--file", metavar="FILE", help="the password file (default: DUIZHAO_LOGIN); it is made where it is not there")
    login.add_argument("--remove", action="store_true", help="take the name out; its sessions end")
    login.set_defaults(run=_login)
    forget = commands.add_parser("forget", help="delete kept conversations", description="Delete the conversations and feedback that the server keeps (DUIZHAO_KEEP), and say how many.")
    which = forget.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="everything that is kept")
    which.add_argument("--before", type=_day, metavar="YYYY-MM-DD", help="what was asked before this day")
    which.add_argument("--conversation", metavar="ID", help="one conversation")
    forget.set_defaults(run=_forget)
    check = commands.add_parser("check", help="is everything in place?", description="Check encoder, reports, index and store; say what is wrong and the command that mends it.")
    _places(check)
    check.set_defaults(run=_check)
    return top, commands


def _places(command: argparse.ArgumentParser) -> None:
    command.add_argument("--source", metavar="DIR", help="folder of reports (DUIZHAO_SOURCE)")
    command.add_argument("--store", metavar="PATH|URL", help="folder of the index, or a Chroma server's address (DUIZHAO_STORE)")


def _engine(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", choices=("extractive", "llm"), help="what writes the answer (without: llm where a model server is set, DUIZHAO_LLM_URL, else extractive)")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, expected 1 to 65535")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, expected YYYY-MM-DD") from error


def model_settings(arguments: argparse.Namespace) -> "ModelSettings | None":
    """The model server that is to write the answers; None for extractive ones. Raises UsageFault where one is asked for and none is set."""
    if arguments.engine == "extractive":
        return None
    from app.settings import model_setting  # late: brings what search needs

    setting = model_setting()
    if setting is None and arguments.engine == "llm":
        raise UsageFault("--engine llm needs a model server: set DUIZHAO_LLM_URL and DUIZHAO_LLM_MODEL (docs/written.md)")
    return setting


def main(argv: Sequence[str] | None = None, *, top: argparse.ArgumentParser | None = None) -> int:
    """Run one command line; the exit code."""
    arguments = (top or parser()[0]).parse_args(argv)
    run: Command = arguments.run
    try:
        return run(arguments)
    except UsageFault as fault:
        print(f"duizhao: {fault}", file=sys.stderr)
        return 2
    except DuizhaoError as fault:
        print(f"duizhao: {fault}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        print("duizhao: stopped", file=sys.stderr)
        return 1


def _index(arguments: argparse.Namespace) -> int:
    from app.progress import bars
    from index.build import build  # late: brings llama-index
    from index.encoder import open_encoder
    from index.settings import from_environment

    settings = from_environment(source=arguments.source, store=arguments.store)
    outcome = build(settings, open_encoder(settings), bars())
    if outcome.built:
        print(f"indexed {outcome.reports} report(s), {outcome.passages} passages, {outcome.windows} windows in {outcome.seconds:.0f} s", file=sys.stderr)
    else:
        print(f"the index of {outcome.reports} report(s) is up to date", file=sys.stderr)
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    model = model_settings(arguments)
    if (arguments.question is None) == (arguments.batch is None):
        raise UsageFault("give one question, or --batch IN.jsonl with --out OUT.jsonl")
    if (arguments.batch is None) != (arguments.out is None):
        raise UsageFault("--batch and --out go together")
    from app.asking import Desk  # late: opens the encoder
    from app.batch import answer_batch
    from app.printed import printed
    from app.written.model_server import ModelServer
    from index.settings import from_environment

    if arguments.question is not None:
        from app.understanding.question import clean

        clean(arguments.question)  # an empty question fails before anything is loaded
    desk = Desk(from_environment(source=arguments.source, store=arguments.store), model=ModelServer(model) if model is not None else None)
    if arguments.batch is not None:
        counts = answer_batch(desk, arguments.batch, arguments.out)
        print(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no lines", file=sys.stderr)
        return 0
    answer = desk.answer(arguments.question)
    print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1) if arguments.json else printed(answer))
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    gc.disable()  # nothing of what is loaded is garbage, and looking for some takes a fifth of the start; serve turns it on again
    from app.web.serving import serve  # late: brings gradio
    from index.settings import from_environment

    return serve(from_environment(source=arguments.source, store=arguments.store), arguments.host, arguments.port)


def _login(arguments: argparse.Namespace) -> int:
    from app.errors import SettingFault
    from app.web import accounts  # late: brings argon2

    told = arguments.file or os.environ.get("DUIZHAO_LOGIN", "").strip()
    if told in ("", "none"):
        raise UsageFault("name the password file with --file FILE, or in DUIZHAO_LOGIN")
    file = Path(told)
    if arguments.remove:
        if not accounts.remove(file, arguments.name):
            raise SettingFault(f"there is no {arguments.name!r} in {told}")
        print(f"{arguments.name} is no longer in {told}", file=sys.stderr)
        return 0
    if sys.stdin.isatty():
        password = getpass.getpass(f"password for {arguments.name}: ")
        if getpass.getpass("once more: ") != password:
            raise UsageFault("these were two different passwords; nothing is changed")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    known = accounts.put(file, arguments.name, password)
    print(f"{arguments.name} {'has a new password' if known else 'can log in'} ({told})", file=sys.stderr)
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    from app.conversing.keeping import Keeper, exists  # late: brings SQLAlchemy
    from app.errors import KeepingFault
    from app.settings import keep_setting

    setting = keep_setting()
    if not setting:
        raise KeepingFault("DUIZHAO_KEEP is not set: nothing is kept, and where something was kept before is not known", hint="DUIZHAO_KEEP=FILE duizhao forget ... deletes what is kept in FILE")
    keeper = Keeper.open(setting) if exists(setting) else None
    if keeper is None:
        print(f"nothing is kept: {setting} does not exist", file=sys.stderr)
        return 0
    gone = keeper.forget(all=arguments.all, before=arguments.before, conversation=arguments.conversation)
    keeper.close()
    print(f"deleted {gone.conversations} conversation(s), {gone.turns} turn(s) and {gone.feedback} feedback from {keeper.shown}", file=sys.stderr)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from app.checking import check  # late: opens everything
    from index.settings import from_environment

    return check(from_environment(source=arguments.source, store=arguments.store))
