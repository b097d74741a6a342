"""Why confinement refused something, in a sentence for the person whose code was refused."""

from __future__ import annotations

import errno
from collections.abc import Iterator

_NETWORK = "There is no network inside the judge: build the data in the code, for example with torch.randn."
_PROCESSES = (
    "Code under judgement cannot start other processes: use DataLoader(..., num_workers=0), "
    "and threads where something has to run beside."
)
_COMPILER = (
    "torch.compile's default backend needs a C++ compiler, which is out of reach inside the judge: "
    'use torch.compile(..., backend="eager").'
)
_FILES = "Inside the judge only the working directory can be written, and only Python's libraries be read."
_OTHER = (
    "The judge does not let code do this: no other processes, no network, no signals to others, "
    "no change of permissions or limits."
)
_SPACE = "The working directory is full, or a file is larger than the judge allows (16 MB)."

_BY_MODULE = (
    ("/torch/_inductor/", _COMPILER),
    ("/multiprocessing/", _PROCESSES),
    ("/subprocess.py", _PROCESSES),
    ("/concurrent/futures/process.py", _PROCESSES),
    ("/torch/distributed/", _NETWORK),
    ("/socket.py", _NETWORK),
    ("/urllib/", _NETWORK),
    ("/http/", _NETWORK),
    ("/ssl.py", _NETWORK),
    ("/torch/hub.py", _NETWORK),
)
_BY_NAME = (
    (("fork", "forkpty", "posix_spawn", "posix_spawnp", "system", "popen", "execv", "execve"), _PROCESSES),
    (("socket", "connect", "create_connection", "getaddrinfo", "gethostbyname"), _NETWORK),
)
_REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EROFS)
_FULL = (errno.ENOSPC, errno.EFBIG)


def explain(error: BaseException) -> str | None:
    """One sentence where confinement is why the code failed, None where it is not."""
    chain = tuple(_causes(error))
    if any(_refused(each) for each in chain) or any(_without_compiler(each) for each in chain):
        return _by_module(chain) or _by_name(chain) or (_FILES if _names_a_file(chain) else _OTHER)
    if any(isinstance(each, OSError) and each.errno in _FULL for each in chain):
        return _SPACE
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _refused(error: BaseException) -> bool:
    return isinstance(error, OSError) and (error.errno in _REFUSED or _is_lookup(error))


def _is_lookup(error: OSError) -> bool:
    return type(error).__name__ in (
        "gaierror",
        "herror",
        "URLError",
    )  # of socket and urllib, not imported for this


def _without_compiler(error: BaseException) -> bool:
    return any("/torch/_inductor/" in path for path, _ in _frames(error))


def _by_module(chain: tuple[BaseException, ...]) -> str | None:
    paths = [path for error in chain for path, _ in _frames(error)]
    return next((why for part, why in _BY_MODULE if any(part in path for path in paths)), None)


def _by_name(chain: tuple[BaseException, ...]) -> str | None:
    """For a call straight from the code under judgement, whose frame has no module of the library in it."""
    names = {name for error in chain for _, used in list(_frames(error))[-1:] for name in used}
    return next((why for which, why in _BY_NAME if not names.isdisjoint(which)), None)


def _names_a_file(chain: tuple[BaseException, ...]) -> bool:
    return any(isinstance(error, OSError) and error.filename is not None for error in chain)


def _frames(error: BaseException) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(file, names used) of each frame the error went through."""
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        yield code.co_filename, code.co_names
        step = step.tb_next
