"""The shape of the code: imports run one way, frameworks come in by their doors, nothing names a place of its own machine."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parent.parent
ORDER = ("source", "index", "app", "evals")
DOORS = {
    "chromadb": {"index/store.py", "index/nodes.py"},
    "onnxruntime": {"index/encoder.py", "index/reranker.py", "index/training/exporting.py"},
    "sentence_transformers": {"index/hub_encoder.py", "index/hub_reranker.py"},
    "llama_index": {"app/written/model_server.py", "index/nodes.py", "index/retriever.py", "evals/bench/documented.py"},
    "openai": {"app/written/model_server.py"},
    "gradio": {"app/pages/chat.py", "app/web/application.py", "app/web/chat_queue.py"},
    "fastapi": {
        f"app/web/{name}.py" for name in ("api", "application", "body", "embedding", "health", "login", "looking", "openai_form", "problems", "reading", "reference", "serving", "streaming", "tokens")
    },
    "sqlalchemy": {"app/conversing/keeping.py"},
    "torch": {
        "index/hub_reranker.py",
        *(f"index/training/{name}.py" for name in ("__main__", "batches", "fitting", "judging", "network", "scorer")),
        "app/written/training/__main__.py",
        "app/written/training/reading.py",
    },
    "transformers": set(),
}


def files() -> list[Path]:
    return sorted(path for package in ORDER for path in (CLONE / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(CLONE)))
def test_imports_run_down_the_folder_order_and_never_back(path: Path) -> None:
    own = ORDER.index(path.relative_to(CLONE).parts[0])
    upward = [name for name in imported(path) if name.split(".")[0] in ORDER[own + 1 :]]
    assert upward == []


@pytest.mark.parametrize("framework", DOORS)
def test_a_framework_comes_in_by_its_doors_only(framework: str) -> None:
    users = {str(path.relative_to(CLONE)) for path in files() if framework in {name.split(".")[0] for name in imported(path)}}
    assert users == DOORS[framework]


def test_asking_brings_in_neither_torch_nor_llama_index_nor_gradio() -> None:
    code = "import sys, app.asking; print(sorted({'torch', 'llama_index', 'openai', 'gradio', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CLONE, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_of_the_product_names_a_place_of_a_machine_or_the_development_data() -> None:
    named = re.compile(r"/work/|/home/\w|/root/|\.\./shared|/tmp/")
    found = [str(path.relative_to(CLONE)) for path in files() if "bench" not in path.parts and named.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_files_stay_short() -> None:
    long = {str(path.relative_to(CLONE)): count for path in files() if (count := path.read_text(encoding="utf-8").count("\n")) > 320}
    assert long == {}


def test_the_readme_ends_with_the_tree_as_it_is() -> None:
    done = subprocess.run([sys.executable, str(CLONE / "tools" / "tree.py")], capture_output=True, text=True, check=True)
    block = (CLONE / "README.md").read_text(encoding="utf-8").split("## The tree\n\n```\n", 1)[1].split("\n```", 1)[0]
    assert block.splitlines() == done.stdout.rstrip("\n").splitlines(), "run python tools/tree.py and put what it prints into README.md"
