"""Code in the candidate's own editor, `$VISUAL` or `$EDITOR`: written to a file, edited, read back."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory


class NoEditor(Exception):  # noqa: N818 - named for what is missing
    """No editor could be run, or it came back with nothing; the message says why and what to do."""


def command() -> list[str]:
    """The editor and its options. Raises NoEditor."""
    for name in ("VISUAL", "EDITOR"):
        wanted = os.environ.get(name, "").strip()
        if not wanted:
            continue
        try:
            words = shlex.split(wanted)
        except ValueError:
            words = [wanted]
        if shutil.which(words[0]) is None:
            raise NoEditor(
                f"${name} is {wanted!r}, and there is no such program. Set it to your editor's name."
            )
        return words
    raise NoEditor("Neither $VISUAL nor $EDITOR is set. Set one, such as EDITOR=vim, and start again.")


def edited(editor: list[str], source: str, name: str) -> str:
    """Run the editor on a file with this source; what was saved. Blocks. Raises NoEditor."""
    with TemporaryDirectory(prefix="dlprep-") as folder:
        file = Path(folder) / f"{name}.py"
        file.write_text(source, encoding="utf-8")
        try:
            code = subprocess.run([*editor, str(file)], check=False).returncode
            saved = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise NoEditor(f"{editor[0]}: {error}. Your code is as it was.") from None
    if code:
        raise NoEditor(f"{editor[0]} ended with exit code {code}. Your code is as it was.")
    return saved
