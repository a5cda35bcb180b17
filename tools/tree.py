"""Print the project's tree, a line a file: each Python file's first docstring line, each other file's first comment.

    python tools/tree.py

README.md ends with what this prints; a test keeps it so.
"""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("source", "index", "app", "evals", "tools")
OTHERS = {
    "app/pages/static/tokens.css": "colours in light and dark, type stacks: every page's",
    "app/pages/static/read.html.j2": "the reading page's template; absent.html.j2: in place of a report that is not there",
    "app/pages/static/read.css": "the reading page's look: two columns, one language on a phone, paper",
    "app/pages/static/read.js": "languages and theme in place, copied links, notes beside their words",
    "app/pages/static/sign.svg": "the sign of the product",
    "app/pages/static/chat.css": "the chat page: frame, bar, composer; Gradio's own look taken away",
    "app/pages/static/talk.css": "the conversation: turns, markers, the popover",
    "app/pages/static/panel.css": "the evidence: a white sheet, both languages on one line grid",
    "app/pages/static/early.js": "light or dark, before the first paint",
    "app/pages/static/chat.js": "keeps what is shown, and has it drawn anew when something changed",
    "app/pages/static/asking.js": "a question to the server, pictures of its turn back",
    "app/pages/static/keep.js": "conversations in this browser's storage",
    "app/pages/static/head.js": "the bar above: reports, conversations, export, language, theme",
    "app/pages/static/talk.js": "the conversation with its composer",
    "app/pages/static/turn.js": "one turn: reading, quotes, a refusal or a failure",
    "app/pages/static/mark.js": "citation markers with their popover",
    "app/pages/static/panel.js": "the evidence: passages in both languages, row by row",
    "app/pages/static/dom.js": "elements from plain values, text as text",
    "app/pages/static/door.js": "every call carries the token and the visitor's id",
    "app/pages/static/entry.js": "words for who is not let in, and the way in",
    "app/pages/static/frame.js": "the page within somebody else's: what the address asks for, what passes by postMessage",
    "app/pages/static/frame.css": "its look there: a lower bar, the host's greeting",
    "app/pages/static/accent.js": "a host page's colour, where text in it can be read",
    "app/pages/static/embed.js": "the loader: a floating button or <duizhao-chat> in any page",
    "app/pages/static/embed.css": "the widget's look within its shadow",
    "app/pages/static/embed.html.j2": "the page that writes the snippet; embed-preview.html.j2: a sample page with the widget on it",
    "app/pages/static/embed-page.js": "code and preview follow the form, an origin is checked",
    "app/pages/static/embed-page.css": "the look of both",
    "app/pages/static/embed-preview.js": "puts the widget on the sample page",
    "app/pages/texts/": "the words of the pages: zh.toml, en.toml",
    "evals/LOG.md": "dated: what each change to reading, search and answering bought",
    "evals/suites/composed.jsonl": "questions on invented reports that nothing was trained on",
    "evals/suites/composed.reports/": "those reports, Chinese and English",
    "index/training/composed.jsonl": "questions on invented reports, to train on",
    "index/training/composed.reports/": "those reports, Chinese and English",
    "index/training/fitting.jsonl": "questions on forty more, to fit the scorer on",
    "index/training/fitting.reports/": "those reports, Chinese and English",
    "evals/suites/arong-social-management.jsonl": "the first report's cases",
    "evals/suites/robustness.jsonl": "altered questions, and cases over altered reports; made by evals/robustness",
    "evals/suites/robustness.reports/": "the altered reports",
    "evals/floors.toml": "the least that each figure may be",
    "evals/baselines/": "accepted runs that the gate holds later ones against",
    "evals/robustness/base.zh.txt": "an invented report on a town's water, in Chinese",
    "evals/robustness/base.en.txt": "its English, a line for a line",
    "evals/robustness/base.jsonl": "questions on it; contradictions.jsonl and planted.jsonl: what is put into it",
    "evals/page/report.html.j2": "the page's template; figures.html.j2 and cases.html.j2 are parts of it",
    "evals/page/report.css": "its look, on screen and paper",
    "evals/page/report.js": "its filters and language switch",
    "evals/gold/arong-social-management.beads.tsv": "the first report's alignment, made by hand",
    "source/reports/arong-social-management/": "the first report: the page as published, report.toml, notes.toml",
    "tools/setup.sh": "environment and encoder, once",
    "tools/chromium.sh": "finds or installs what the browser test needs",
}


def lines() -> list[str]:
    """One line a file, folders in the order of a question's way."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    names = {name for name in listed if name.endswith(".py") and not name.endswith("__init__.py") and (ROOT / name).is_file()} | set(OTHERS)
    out: list[str] = []
    for folder in FOLDERS:
        out.append(f"{folder}/")
        for name in sorted(name for name in names if name.startswith(folder + "/")):
            out.append(f"  {name.removeprefix(folder + '/'):39s}{OTHERS.get(name) or first_line(ROOT / name)}")
    return out


def first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n")[0].rstrip(".")


if __name__ == "__main__":
    print("\n".join(lines()))
