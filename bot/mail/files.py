"""Delivers letters as .eml files into the data folder, for a school without a mail server: any mail program opens and
prints them. A letter has one name, and its file is whole or not there."""

import os
from collections.abc import Collection
from email.message import EmailMessage
from pathlib import Path

from bot.errors import LetterNotSent
from bot.intake.outbox import Letter
from bot.mail.message import letter_hash


def write_file(letter: Letter, message: EmailMessage, folder: Path) -> Path:
    """The file; written again, it takes its own place. Raises LetterNotSent when the disk is full or not to be used."""
    file = folder / f"{letter.id:06}-{letter_hash(letter)[:12]}.eml"
    fresh = file.with_suffix(f".{os.getpid()}.writing")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as writing:
            writing.write(message.as_bytes())
            writing.flush()
            os.fsync(writing.fileno())
        fresh.replace(file)
        _keep_name(folder)
    except OSError as error:
        raise LetterNotSent(f"file: {os.strerror(error.errno) if error.errno else type(error).__name__}") from error
    return file


def remove_files(letter_ids: Collection[int], folder: Path) -> None:
    """Take away the files of letters that are to be deleted; one that is not there is no error. Raises OSError."""
    for file in folder.glob("*.eml"):
        if int(file.name.partition("-")[0]) in letter_ids:
            file.unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    """After a power cut a file may be there without its name, unless the folder was written out, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
