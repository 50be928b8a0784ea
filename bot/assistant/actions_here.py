"""Runs the actions of `actions/` in this process: Rasa calls what it takes for an action server, and there is no second
server that could be away."""

import json
import traceback
from pathlib import Path
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class ActionsHere(EndpointConfig):  # type: ignore[misc]
    """An endpoint whose requests are answered by the package `actions`."""

    def __init__(self) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        # Rasa holds each result against a schema, and that schema against the schema of schemas: milliseconds, to check
        # what never left this process. An event that does not exist is refused all the same, when it is read.
        RemoteAction.action_response_format_spec = staticmethod(dict)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(
        self, method: str = "post", subpath: str | None = None, content_type: str | None = None, **request: Any
    ) -> Any:
        """Run the action that `json` names. Raises ClientResponseError 400 for a rejection, as Rasa wants it."""
        call = request["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as rejected:
            told = {"error": "rejected", "action_name": rejected.action_name}
            raise ClientResponseError(400, "rejected", json.dumps(told)) from rejected
        except Exception as error:  # Rasa logs what it gets, and an error's own text may hold a family's words
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            raise RasaException(f"{call.get('next_action')} failed: {type(error).__name__} at {place}") from None
