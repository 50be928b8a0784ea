"""Keeps the noise of Rasa's old packages from whoever runs Guidepost. It hides warnings, never an error."""

import os
import warnings

# Rasa reports home unless told not to; its database library announces a version that Rasa can't use.
ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def hush() -> None:
    """To be called before anything imports rasa."""
    os.environ.update(ENVIRONMENT)
    import sanic.app  # noqa: F401 (it sets a filter of its own when it is imported, so ours must come later)

    warnings.simplefilter("ignore")
