"""What is in force on this machine: versions, confinement, places, the health of the progress file."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from dlprep import __version__, config, paths
from dlprep.bank.library import in_force
from dlprep.judge import confine
from dlprep.progress import backup
from dlprep.progress.errors import ProgressError
from dlprep.progress.log import Log
from dlprep.study.audit import audit
from dlprep.study.standing import model_of

SHOWN = 8
"""Ids named before they are only counted; `--json` has all."""
PACKAGES = ("torch", "textual", "typer", "fsrs", "numpy", "safetensors", "seccompy")


def examine() -> dict[str, Any]:
    """Everything, as JSON values. The progress file is only read."""
    confinement = confine.probe()
    return {
        "versions": {"dlprep": __version__, "python": platform.python_version(), **_packages()},
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "tier": confinement.tier,
        "layers": [asdict(layer) for layer in confinement.layers],
        "attempts": [asdict(attempt) for attempt in confinement.attempts],
        "paths": {
            "questions": str(paths.questions()),
            "progress": str(paths.progress_file()),
            "config": str(paths.config_file()),
            "cache": str(paths.cache()),
            "python": sys.executable,
        },
        "progress": _progress(),
    }


def told(found: dict[str, Any]) -> Iterator[str]:
    """The same for people, line by line."""
    yield "  ".join(f"{name} {number}" for name, number in found["versions"].items())
    yield found["platform"]
    yield f"\nConfinement: tier {found['tier']}"
    for layer in found["layers"]:
        yield f"  {'✓' if layer['held'] else '–'} {layer['name']}: {layer['detail']}"
        if layer["improve"] and not layer["held"]:
            yield f"      to improve: {layer['improve']}"
    for attempt in found["attempts"]:
        if not attempt["refused"]:
            yield f"  ✗ a confined process could {attempt['what']}: {attempt['detail']}"
    yield "\nPlaces"
    yield from (f"  {name:<10} {place}" for name, place in found["paths"].items())
    progress = found["progress"]
    yield f"\nProgress: {progress['health']}"
    if "events" in progress:
        yield f"  {progress['events']} events of {progress['items']} items"
        yield from _named("states that do not follow from the log", progress["stale"])
        yield from _named("answered, no longer in the bank (kept)", progress["orphans"])
        yield from _named("changed since you last saw them", progress["changed"])
        yield f"  newest backup: {progress['backup'] or 'none'}"


def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def _named(what: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
        yield f"  {len(items)} {what}: {', '.join(items[:SHOWN])}{more}"


def _progress() -> dict[str, Any]:
    path = paths.progress_file()
    if not path.exists():
        return {"health": "no answers yet; the file is made with the first one"}
    try:
        with Log.open(path) as log:
            settings = config.load(paths.config_file())
            found = audit(log, in_force(settings), model_of(log, settings.retention))
            events = log.database.read("SELECT count(*) FROM events")[0][0]
            newest = backup.newest(path)
            return {
                "health": found.integrity,
                "events": events,
                "items": len(log.items()),
                "backup": newest and str(newest),
                "stale": found.stale,
                "orphans": found.orphans,
                "changed": found.changed,
            }
    except ProgressError as error:
        return {"health": str(error)}
