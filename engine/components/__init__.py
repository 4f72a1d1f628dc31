"""The project's steps in Rasa's pipeline; `config.yml` names each by its path.

They are thin: what they compute is in `engine.encoder`, `engine.details` and
`engine.understanding`. Rasa's cache recognises a step by the source of its class alone, so each
adds the version of what it wraps (`fingerprint_addon`).
"""

from engine.as_written import read_as_written

# Also in `rasa test` and `rasa run`, which know the project by these steps alone.
read_as_written()
