"""Keep Rasa, TensorFlow and their friends from talking. Set before any of them is imported."""

from __future__ import annotations

import logging
import os
import sys
import warnings


def quiet_environment() -> None:
    """Switch off telemetry, banners and warnings; leaves what the caller has set itself."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Rasa draws its progress bars at any level below this one.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    # A filter would not last: some of the libraries set their own when they are imported.
    warnings.showwarning = _drop_warning


def _drop_warning(*_: object, **__: object) -> None:
    """Rasa's last release warns about libraries that will not change under it any more."""


def quiet_logs() -> None:
    """Log this package from INFO on and everything else from WARNING on, to standard error.

    Rasa logs the texts of visitors at DEBUG and, through structlog, whatever the level unless
    it is told one.
    """
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    logging.getLogger("engine").setLevel(logging.INFO)
    # A failed action is told once, by the channel, without the traceback that may quote a text.
    logging.getLogger("rasa.core.processor").setLevel(logging.CRITICAL)
    logging.getLogger("rasa.core.actions").setLevel(logging.CRITICAL)
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
