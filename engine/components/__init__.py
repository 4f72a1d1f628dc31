"""The project's steps in Rasa's pipeline; `config.yml` names each by its path.

They are thin: what they compute is in `engine.encoder`, `engine.details` and
`engine.understanding`. Rasa's cache recognises a step by the source of its class alone, so each
adds the version of what it wraps (`fingerprint_addon`).
"""
