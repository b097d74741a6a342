"""What is in force on this machine: versions, confinement, places, the health of the progress file."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dlprep import __version__, config, paths
from dlprep.bank.library import in_force
from dlprep.judge import confine
from dlprep.progress import backup
from dlprep.progress.errors import LEAST_ROOM, ProgressError, Unsavable, from_system
from dlprep.progress.log import Log
from dlprep.progress.viewing import viewed
from dlprep.study.audit import audit, integrity
from dlprep.study.standing import model_of

SHOWN = 8
"""Ids named before they are only counted; `--json` has all."""
NONE_YET = "no answers yet; the file is made with the first one"
PACKAGES = ("torch", "textual", "typer", "fsrs", "numpy", "safetensors", "seccompy")


def examine() -> dict[str, Any]:
    """Everything, as JSON values. The progress file is only read."""
    confinement = confine.probe()
    settings, fault = _settings()
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
        "settings": fault or "ok",
        "progress": _progress(settings),
    }


def sound(found: dict[str, Any]) -> bool:
    """Whether the settings are in force and progress is kept."""
    progress = found["progress"]
    return found["settings"] == "ok" and progress["health"] in ("ok", NONE_YET) and "unsaved" not in progress


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
    if found["settings"] != "ok":
        yield f"\nSettings: {found['settings']}"
    progress = found["progress"]
    yield f"\nProgress: {progress['health']}"
    if "unsaved" in progress:
        yield f"  ✗ {progress['unsaved']}"
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


def _settings() -> tuple[config.Config | None, str]:
    """The settings, or what is wrong with them."""
    try:
        return config.load(paths.config_file()), ""
    except config.ConfigError as error:
        return None, str(error)


def _progress(settings: config.Config | None) -> dict[str, Any]:
    path = paths.progress_file()
    if not os.path.exists(path):
        return _to_be_made(path)
    try:
        with Log.open(path) as log:
            return _looked_at(log, settings)
    except Unsavable as error:
        return _unsaved(path, error, settings)
    except ProgressError as error:
        return {"health": str(error)}


def _to_be_made(path: Path) -> dict[str, Any]:
    """Whether the file could be made with the first answer; tried beside it, without leaving anything."""
    folder = next(parent for parent in path.parents if os.path.exists(parent))
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(LEAST_ROOM))
    except OSError as error:
        told = from_system(error, path)
        return {"health": NONE_YET, "unsaved": told.at_opening("There are no answers yet")}
    return {"health": NONE_YET}


def _unsaved(path: Path, error: Unsavable, settings: config.Config | None) -> dict[str, Any]:
    """What is in a file that cannot be written, and why it cannot."""
    try:
        database = viewed(path)
    except ProgressError as unreadable:
        return {"health": str(unreadable), "unsaved": error.at_opening()}
    found = {"health": NONE_YET} if database is None else _looked_at(Log(database), settings)
    return {**found, "unsaved": error.at_opening()}


def _looked_at(log: Log, settings: config.Config | None) -> dict[str, Any]:
    """Without settings, states and bank are not compared: both depend on them."""
    found = audit(log, in_force(settings), model_of(log, settings.retention)) if settings else None
    newest = backup.newest(paths.progress_file())
    return {
        "health": found.integrity if found else integrity(log),
        "events": log.database.read("SELECT count(*) FROM events")[0][0],
        "items": len(log.items()),
        "backup": newest and str(newest),
        "stale": found.stale if found else (),
        "orphans": found.orphans if found else (),
        "changed": found.changed if found else (),
    }
