"""Print the table of settings that the documentation holds.

    python tools/settings.py zh|en

docs/running.zh.md and docs/running.md hold what this prints; a test keeps it so.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.settings_table import table

if __name__ == "__main__":
    if sys.argv[1:] not in (["zh"], ["en"]):
        sys.exit("usage: python tools/settings.py zh|en")
    print(table("zh" if sys.argv[1] == "zh" else "en"))
