"""What goes wrong with machines, folders and packages, each as one clear sentence."""

import errno
from pathlib import Path


class StackError(Exception):
    """Something the person at the terminal can mend. The text is the whole message; the exit code is 1."""


def sentence_for(error: OSError, path: Path) -> str:
    """What an operating-system error means to the person at the terminal."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk that holds {path} is full; free some space and start again."
    if error.errno == errno.EROFS:
        return f"{path} lies on a read-only disk; choose another folder with --data."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"{path} cannot be written by this user; choose another folder with --data."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"{path} is not a folder; choose another one with --data."
    return f"{path}: {error.strerror or error}."
