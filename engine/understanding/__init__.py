"""The statistics of understanding, without Rasa: n-grams, classifier, calibration, scope.

Everything here takes texts and vectors and returns numbers; a seed in, the same numbers out.
`engine/components/` wraps it for Rasa's pipeline.
"""
