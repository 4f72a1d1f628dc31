"""Trained models from the desk's side: trained, listed, promoted, asked and measured.

Rasa lives in the engine's environment, so whatever needs it runs there as a child process
(`engine`); what is here reads and writes cards and figures.
"""
