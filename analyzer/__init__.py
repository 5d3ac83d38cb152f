"""Reads grass-roots campaign reports: figures, practices, roles, verdict; then the round as a whole."""

__version__ = "0.1.0"
