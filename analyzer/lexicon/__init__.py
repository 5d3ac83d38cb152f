"""What an inspector edits (``lexicons/*.yaml``) in, validated frozen entries out; each read once a process."""

from analyzer.lexicon.load import (
    LexiconError,
    campaigns,
    check_lexicons,
    checks,
    circular,
    figures,
    indicators,
    lexicon_folder,
    measures,
    phrases,
    practices,
    reports,
    roles,
    synonyms,
    times,
    trades,
    units,
)

__all__ = [
    "LexiconError", "campaigns", "check_lexicons", "checks", "circular", "figures", "indicators", "lexicon_folder", "measures", "phrases",
    "practices", "reports", "roles", "synonyms", "times", "trades", "units",
]  # fmt: skip
