"""`guidepost`: the list of commands. Each is a few lines that hand over to the module that does it; what goes wrong and
has a name is told in its own sentence, without a traceback."""

import argparse
import base64
import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from bot.errors import ContentFaults, GuidepostError
from bot.settings import Settings
from bot.training import ROOT, train

Arguments = argparse.Namespace


def do_run(settings: Settings, given: Arguments) -> int:
    from bot.run import run

    return run(settings)


def do_train(settings: Settings, given: Arguments) -> int:
    train(settings.data)
    return 0


def do_check(settings: Settings, given: Arguments) -> int:
    from bot.content.check import check_content, remind

    if faults := check_content(settings.content):
        raise ContentFaults(faults)
    print("What the school says is complete and sound.", *remind(settings.content), sep="\n")
    return 0


def do_talk(settings: Settings, given: Arguments) -> int:
    from bot.run import address
    from bot.talk import talk

    talk(given.address or address(settings))
    return 0


def do_new_key(settings: Settings, given: Arguments) -> int:
    from cryptography.fernet import Fernet

    print(Fernet.generate_key().decode())
    return 0


def do_webhook_key(settings: Settings, given: Arguments) -> int:
    print(f"whsec_{base64.b64encode(settings.webhook_key).decode()}")
    return 0


def do_desk_account(settings: Settings, given: Arguments) -> int:
    from bot.accounts import close_account, set_account
    from bot.content import load_content
    from bot.intake import Records, make_ready

    content = load_content(settings.content)
    make_ready(settings)
    records = Records.of(settings)
    if given.close:
        close_account(records, given.login)
        print(f"The account '{given.login}' opens the desk no more.")
        return 0
    password = set_account(records, content, given.login, given.name, given.contact, given.role)
    print(f"Sign-in to the desk: {given.login}, password {password} (shown only now).")
    return 0


def _account_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", help="what the staff member types to sign in")
    parser.add_argument("--name", help="as colleagues read it")
    parser.add_argument("--contact", help="which contact of school.yml this is: their requests stand under 'mine'")
    roles = "viewer: sees that a request exists; staff: opens requests; crisis: notices of danger as well"
    parser.add_argument("--role", choices=("viewer", "staff", "crisis"), help=f"{roles} (a new account: staff)")
    parser.add_argument("--close", action="store_true", help="the account opens no more")


def _from_office(name: str) -> Callable[[Settings, Arguments], int]:
    def do(settings: Settings, given: Arguments) -> int:
        from bot import office  # it brings the records' libraries

        command: Callable[[Settings, Arguments], int] = getattr(office, name)
        return command(settings, given)

    return do


def _routes_words(parser: argparse.ArgumentParser) -> None:
    facts = "who would get this? for example plan=IAP grade=7 need=health,gifted"
    parser.add_argument("--who", nargs="+", metavar="FACT", help=facts)


def _hold_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference")
    parser.add_argument("--reason", help="why it has to be kept")
    parser.add_argument("--end", action="store_true", help="it need not be kept any longer")


def _held_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference")
    parser.add_argument("--json", action="store_true", help="for programs, rather than for people")


def _export_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", required=True, metavar="DAY", help="such as 2026-08-01; from then on")
    parser.add_argument("--json", action="store_true", help="instead of CSV")


@dataclass(frozen=True)
class Command:
    """`adds`: what stands after the command's name."""

    help: str
    do: Callable[[Settings, Arguments], int]
    adds: Callable[[argparse.ArgumentParser], object] = lambda parser: None


COMMANDS = {
    "run": Command("start the chat and the staff desk, training first when needed", do_run),
    "train": Command("train the assistant anew", do_train),
    "check": Command("name every fault in what the school says", do_check),
    "talk": Command(
        "chat in the terminal with a Guidepost that runs",
        do_talk,
        lambda parser: parser.add_argument("address", nargs="?", help="such as http://127.0.0.1:8080"),
    ),
    "desk-account": Command(
        "make a staff member's account, or give it a new password", do_desk_account, _account_words
    ),
    "import-staff": Command(
        "make the accounts of many staff members out of a CSV file",
        _from_office("do_import_staff"),
        lambda parser: parser.add_argument(
            "file", help="its columns: login, name, contact, role (the last two may be empty)"
        ),
    ),
    "routes": Command(
        "show who gets which request, and prove that each has an owner", _from_office("do_routes"), _routes_words
    ),
    "backup": Command(
        "copy the records into a new folder, while the program runs or not",
        _from_office("do_backup"),
        lambda parser: parser.add_argument("folder", help="where that folder is made"),
    ),
    "restore": Command(
        "put a backup back; what is there now is kept",
        _from_office("do_restore"),
        lambda parser: parser.add_argument("folder", help="a folder that 'guidepost backup' has made"),
    ),
    "new-key": Command("print a new key for GUIDEPOST_KEYS, with which the records are sealed", do_new_key),
    "webhook-key": Command("print the key that what is posted to the team's channel is signed with", do_webhook_key),
    "reseal": Command(
        "seal all that families wrote with the first of GUIDEPOST_KEYS, while the program runs or not",
        _from_office("do_reseal"),
        lambda parser: parser.add_argument("--open", action="store_true", help="put it back in plain instead"),
    ),
    "delete-due": Command(
        "delete what school.yml says need not be kept any longer",
        _from_office("do_delete_due"),
        lambda parser: parser.add_argument("--dry-run", action="store_true", help="only list what would be deleted"),
    ),
    "hold": Command("keep a request from being deleted", _from_office("do_hold"), _hold_words),
    "held": Command("show all that is held on one reference", _from_office("do_held"), _held_words),
    "export": Command(
        "list requests for a spreadsheet (never notices of danger)", _from_office("do_export"), _export_words
    ),
}


def main(words: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0, 1 when something was wrong, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="guidepost", description="A school's assistant for ILP and IAP questions.")
    names = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.adds(names.add_parser(name, help=command.help, description=command.help))
    given = parser.parse_args(words)
    os.chdir(ROOT)  # paths in settings count from the checkout, and Rasa looks for its files where it stands
    signal.signal(signal.SIGTERM, _stop)
    try:
        return COMMANDS[given.command].do(Settings.from_environment(), given)
    except ContentFaults as faults:
        print(f"What the school says has {len(faults.faults)} fault(s):", *faults.faults, sep="\n- ", file=sys.stderr)
    except GuidepostError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("The disk is full: free some space, then start again.", file=sys.stderr)
    return 1


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Ended by the system as by Ctrl-C: what was begun is left tidy."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
