"""The password file of the login: a line `name:hash` for each who may come in, hashed with argon2id. The door to argon2.

Written by `duizhao login`, read by the server, which looks whether it changed. Knows nothing of requests and sessions.
"""

import contextlib
import hashlib
import logging
import os
import re
import secrets
import tempfile
import threading
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.errors import SettingFault

LEAST = 8
"""Characters of a password, at least, as NIST SP 800-63B has it."""
MOST = 256
"""Characters of a password that are read."""
_NAME = re.compile(r"[^\s:#\x00-\x1f\x7f][^:\x00-\x1f\x7f]{0,62}")
_HASH = re.compile(r"\$argon2id\$[A-Za-z0-9+/=,$]{20,300}")
_HASHER = PasswordHasher()
"""The library's parameters: RFC 9106, 64 MiB and three passes, about a twentieth of a second."""
_LOG = logging.getLogger("duizhao")


class Accounts:
    """Names and hashes of one file; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """Raises SettingFault where the file cannot be read, or a line is not as it should be."""
        self._file = file
        self._lock = threading.Lock()
        self._nobody = _HASHER.hash(secrets.token_hex())
        """Compared with where there is no such name, so that it takes as long."""
        self._seen = _stamp(file)
        self._hashes = _read(file)

    def admits(self, name: str, password: str) -> bool:
        """Is this the password of this name? Takes as long for a name that there is not."""
        known = self._now().get(_plain(name), "")
        try:
            _HASHER.verify(known or self._nobody, _plain(password[:MOST]))
        except (Argon2Error, InvalidHashError):
            return False
        return bool(known)

    def mark(self, name: str) -> str:
        """What changes when the name's password does; "" where there is no such name."""
        known = self._now().get(_plain(name), "")
        return hashlib.sha256(known.encode()).hexdigest()[:16] if known else ""

    def _now(self) -> dict[str, str]:
        """The file as it is now; one that cannot be read lets nobody in."""
        stamp = _stamp(self._file)
        with self._lock:
            if stamp != self._seen:
                self._seen = stamp
                try:
                    self._hashes = _read(self._file)
                except SettingFault as fault:
                    _LOG.error("nobody can log in: %s", fault)
                    self._hashes = {}
            return self._hashes


def put(file: Path, name: str, password: str) -> bool:
    """Write the name with this password, in place of one that it had; was there one? Raises SettingFault, and nothing is changed."""
    told = _plain(name)
    if not _NAME.fullmatch(told):
        raise SettingFault(f"{name!r} is no name, expected up to 63 characters without a colon, not beginning with #")
    if not LEAST <= len(_plain(password)) <= MOST:
        raise SettingFault(f"the password has {len(password)} characters, expected {LEAST} to {MOST}")
    hashes = _read(file) if file.exists() else {}
    known = told in hashes
    _write(file, hashes | {told: _HASHER.hash(_plain(password))})
    return known


def remove(file: Path, name: str) -> bool:
    """Take the name out; was it there? Raises SettingFault."""
    hashes = _read(file)
    if hashes.pop(_plain(name), None) is None:
        return False
    _write(file, hashes)
    return True


def _read(file: Path) -> dict[str, str]:
    """Names with their hashes. The message of a failure never shows a line: it may hold a password."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise SettingFault(f"{str(file)!r} cannot be read ({getattr(error, 'strerror', None) or 'it is no UTF-8'})", hint="duizhao login --file FILE NAME makes one") from error
    out: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, _, known = (part.strip() for part in line.partition(":"))
        if not line.strip() or line.startswith("#"):
            continue
        if not _NAME.fullmatch(name) or not _HASH.fullmatch(known) or _plain(name) in out:
            raise SettingFault(f"line {number} of {str(file)!r} is not name:hash with an argon2id hash and a name of its own", hint="duizhao login --file FILE NAME writes such a line")
        out[_plain(name)] = known
    return out


def _write(file: Path, hashes: dict[str, str]) -> None:
    """The file replaced at once, readable by its owner alone; comments are not kept."""
    text = "".join(f"{name}:{known}\n" for name, known in hashes.items())
    made = ""
    try:
        descriptor, made = tempfile.mkstemp(dir=file.resolve().parent, prefix=".login-")  # mode 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(made, file.resolve())
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise SettingFault(f"{str(file)!r} cannot be written ({error.strerror})", hint="name a file in a folder that you may write") from error


def _stamp(file: Path) -> tuple[int, int, int]:
    """What tells a file from the one that was there before; zeros where there is none."""
    try:
        told = file.stat()
    except OSError:
        return 0, 0, 0
    return told.st_mtime_ns, told.st_size, told.st_ino


def _plain(text: str) -> str:
    """The same characters in one form, however a keyboard makes them."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode()
