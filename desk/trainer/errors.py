"""What can be wrong with an example, or with the files that it goes into."""

from __future__ import annotations

from desk.errors import FrontdeskError, UsageError


class RefusedExampleError(UsageError):
    """A text that can't be an example as it is."""


class UnknownIntentError(UsageError):
    """There is no such intent, or none that examples are given for."""


class UnknownLanguageError(UsageError):
    """The company does not speak this language."""


class ContradictionError(UsageError):
    """The same words would be examples of two intents."""


class HeldOutError(UsageError):
    """The words are kept to measure models with, and must not be learned."""


class BrokenFileError(UsageError):
    """A file of the training data can't be read, or not be changed without touching the rest."""


class NotWrittenError(FrontdeskError):
    """The files could not be written; unless the text says otherwise, none was changed."""


class ReadOnlyDataError(NotWrittenError):
    """Whoever runs this may not write there; a patch can be taken instead."""
