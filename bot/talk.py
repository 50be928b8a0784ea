"""The chat in a terminal, for whoever tries Guidepost out. It speaks the same contract as the browser and knows nothing
else: no database, no model."""

import json
import textwrap
import urllib.error
import urllib.request
from typing import Any

from bot.errors import GuidepostError

TIMEOUT = 60  # seconds; a turn takes milliseconds, but the machine may be busy
WIDTH = 88

# Whatever proxy this machine is set to: it can't know our address.
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))

Message = dict[str, Any]


class NoAnswer(GuidepostError):
    """The program can't be reached or said no. The text is a sentence that says what to do."""


def talk(address: str) -> None:
    """Chat with the Guidepost at `address` (http://127.0.0.1:8080) until Ctrl-D; then the conversation is forgotten."""
    begun = ask(address, "POST", "/chat/conversations", body={"persona": "parent"})
    token, messages = begun["conversation"], begun["messages"]
    print("Type a question or the number of a choice. Ctrl-D ends and forgets this conversation.")
    while True:
        choices = show(messages)
        try:
            said = input("\n> ").strip()
        except EOFError:
            break
        if not said:
            continue
        body = {"choice": choices[int(said) - 1]["choice"]} if is_number(said, len(choices)) else {"text": said}
        try:
            messages = ask(address, "POST", "/chat/messages", token, body)["messages"]
        except NoAnswer as no:
            print(no)
            messages = []
    ask(address, "DELETE", "/chat/conversations/current", token)
    print("\nForgotten.")


def show(messages: list[Message]) -> list[Message]:
    """Print what the assistant says; returns the choices, in the order of their numbers."""
    choices: list[Message] = []
    for message in messages:
        print()
        if message.get("title"):
            print(message["title"].upper())
        for paragraph in message["body"].splitlines():
            print(textwrap.fill(paragraph, WIDTH))
        for name in ("reference", "code"):
            if message.get(name):
                print(f"{name}: {message[name]}")
        for source in message.get("sources", ()):
            print(f"  source: {source['title']}, {source['publisher']} {source.get('url', '')}".rstrip())
        for choice in message.get("choices", ()):
            choices.append(choice)
            print(f"  {len(choices)}. {choice['label']}")
    return choices


def is_number(said: str, last: int) -> bool:
    return said.isascii() and said.isdigit() and 1 <= int(said) <= last


def ask(address: str, method: str, path: str, token: str | None = None, body: Message | None = None) -> Message:
    """One call of the contract. Raises NoAnswer."""
    request = urllib.request.Request(address + path, method=method)
    request.add_header("Accept", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    try:
        with DIRECTLY.open(request, timeout=TIMEOUT) as answer:
            found: Message = json.loads(answer.read() or b"{}")
            return found
    except urllib.error.HTTPError as error:
        raise NoAnswer(problem(error)) from error
    except (OSError, ValueError) as error:
        raise NoAnswer(f"No Guidepost answers at {address}: start it with 'make run' in another window.") from error


def problem(error: urllib.error.HTTPError) -> str:
    """What the program said is wrong (application/problem+json)."""
    try:
        told = json.loads(error.read())
        return str(told.get("detail") or told["title"])
    except (ValueError, KeyError, AttributeError):
        return f"Guidepost answered with an error ({error.code})."
