"""Progress bars on standard error for building; plain lines where it is no terminal."""

import sys
from collections.abc import Callable

from tqdm import tqdm

from index.build import Stage


def bars() -> Stage:
    """A Stage that shows a bar; on a pipe it prints each stage's name once."""

    def stage(name: str, steps: int) -> Callable[[int], None]:
        if not sys.stderr.isatty():
            print(f"{name}: {steps} texts", file=sys.stderr, flush=True)
            return lambda done: None
        bar = tqdm(total=steps, desc=name, unit="text", file=sys.stderr, leave=True)

        def advance(done: int) -> None:
            bar.update(done)
            if bar.n >= steps:
                bar.close()

        return advance

    return stage
