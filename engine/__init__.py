"""What runs inside Rasa: sentence encoder, intent classifier, out-of-scope detection, the channel.

This package lives in an environment of its own (Python 3.10, Rasa 3.6.21) and imports nothing
of the desk. `python -m engine` names its commands.
"""
