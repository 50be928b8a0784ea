"""`guidepost backup` and `guidepost restore`: the records, Rasa's events, what waits in the spool, and the secret with
which families' codes were made, in one folder."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.errors import RecordsUnavailable, SettingsFault
from bot.intake.backup import copy_database, put_back
from bot.intake.events import EventStore
from bot.intake.migrate import migrate
from bot.intake.records import Records
from bot.settings import Settings

NAMES = ("guidepost.db", "tracker.db")


def backup(settings: Settings, folder: Path, now: datetime) -> Path:
    """Copy everything into a new folder of this moment in `folder`, while the program runs or not; returns that
    folder. Raises SettingsFault (PostgreSQL), RecordsUnavailable."""
    files = _files(settings)
    into = folder.absolute() / f"guidepost-{now:%Y-%m-%d-%H%M%S-%f}"
    try:
        into.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise SettingsFault(f"{into} can't be made ({error.strerror}); name another folder.") from error
    for name, file in zip(NAMES, files, strict=True):
        if file.exists():
            copy_database(file, into / name)
    _copy_rest(settings.data, into)
    return into


def restore(settings: Settings, folder: Path, now: datetime) -> Path:
    """Put back what `backup` put into `folder`; what is there now is kept in the folder that is returned. Raises
    SettingsFault, RecordsUnavailable."""
    files = _files(settings)
    copies = [(folder / name, file) for name, file in zip(NAMES, files, strict=True) if (folder / name).exists()]
    if not copies:
        raise SettingsFault(f"{folder} holds no backup; name a folder that 'guidepost backup' has made.")
    kept = _keep(settings, files, now)
    for copy, file in copies:
        put_back(copy, file)
    _copy_rest(folder, settings.data)
    migrate(settings.database_url, "records")
    migrate(settings.tracker_url, "events")
    return kept


def _keep(settings: Settings, files: Sequence[Path], now: datetime) -> Path:
    before = settings.data / "before-restore"
    try:
        return backup(settings, before, now)
    except RecordsUnavailable:  # damaged, which may be why somebody restores: kept as it lies there
        damaged = before / f"damaged-{now:%Y-%m-%d-%H%M%S-%f}"
        damaged.mkdir(mode=0o700)
        for file in files:
            for part in file.parent.glob(f"{file.name}*"):
                shutil.copy2(part, damaged / part.name)
        return damaged


def _copy_rest(source: Path, target: Path) -> None:
    if (source / "secret").exists():
        shutil.copy2(source / "secret", target / "secret")
    if (source / "spool").exists():
        shutil.copytree(source / "spool", target / "spool", dirs_exist_ok=True)


def _files(settings: Settings) -> tuple[Path, Path]:
    files = [Records.of(settings).file, EventStore.of(settings).records.file]
    if files[0] is None or files[1] is None:
        raise SettingsFault(
            "The records lie in PostgreSQL: back them up with pg_dump and restore them with pg_restore, and keep"
            f" {settings.data / 'secret'} with them. docs/operations.md tells how."
        )
    return files[0], files[1]
