"""One report through the rooms, in one screenful: file → Document → Sentences → spans → Assessment → Analysis.

Never raises for a bad file: the refusal is part of the result. Never knows batches, stores or other reports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from analyzer import __version__
from analyzer.errors import ReadError, notice
from analyzer.types import Analysis, Document, RosterUnit

#: Said of a text that names neither who reports nor on what: it may be no report of the kind at all.
NOT_A_REPORT: Final = "没有读到报送单位和活动名称，可能不是活动汇报，请人工确认。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the round knows beforehand and every report may use."""

    campaign: str | None = None
    known_units: tuple[RosterUnit, ...] = ()

    def known(self) -> dict[str, tuple[str, str]]:
        """Written unit names → (standard name, type), long names first so that they win."""
        written = [
            (name, unit) for unit in self.known_units for name in (unit.unit, *unit.short_names) if len(name) >= 2
        ]
        return {
            name: (unit.unit, unit.type) for name, unit in sorted(written, key=lambda pair: (-len(pair[0]), pair[0]))
        }


def analyze_document(
    document: Document,
    *,
    source: str = "",
    sha256: str | None = None,
    context: Context | None = None,
    models: Mapping[str, Any] | None = None,
) -> Analysis:
    """Analyse a document that was read already; ``source``'s name helps where the document is silent."""
    from analyzer.assessment.assess import assess
    from analyzer.assessment.roles import role_probabilities
    from analyzer.extraction.holders import owners_of
    from analyzer.extraction.indicators import find_indicators
    from analyzer.extraction.metadata import read_metadata
    from analyzer.extraction.practices import find_practices
    from analyzer.extraction.setting import settings_of
    from analyzer.extraction.units import units_of
    from analyzer.language.sentences import segment
    from analyzer.model.bundle import bundle

    context = context or Context()
    models = models or bundle().parts
    known = context.known()
    sentences = segment(document)
    metadata = read_metadata(document, name=Path(source).stem, known=known, campaign=context.campaign)
    settings = settings_of(document.blocks, sentences, metadata)
    units = units_of(sentences, known=known)
    owners = owners_of(sentences, settings, units)
    roles = role_probabilities(sentences, settings, models=models)
    indicators = find_indicators(document.blocks, sentences, settings, owners, roles, models=models)
    practices = find_practices(sentences, settings, owners, roles, models=models)
    assessment = assess(
        sentences, settings, indicators, roles, report_kind=metadata.report_kind, ocr=document.ocr, models=models
    )
    if assessment.verdict is not None and metadata.unit is None and metadata.campaign is None:
        assessment = replace(assessment, needs_review=True, reasons=(*assessment.reasons, NOT_A_REPORT))
    return Analysis(
        source=source,
        sha256=sha256,
        status="ok",
        warnings=document.warnings,
        metadata=metadata,
        assessment=assessment,
        sentences=sentences,
        indicators=indicators,
        practices=practices,
        units=units,
    )


def analyze(path: Path | str, *, source: str | None = None, context: Context | None = None) -> Analysis:
    """Read and analyse one file.

    Args:
        path: the report (docx, pdf, txt, md).
        source: the name the result carries; the file's name by default.
        context: what the round knows beforehand.

    Returns:
        The analysis; for a file that cannot be read one with ``status == "error"`` and the reason.
    """
    from analyzer.reading import read_bytes

    path = Path(path)
    source = source if source is not None else path.name
    sha256: str | None = None
    try:
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        document = read_bytes(data, path.name)
    except ReadError as problem:
        return Analysis(source=source, sha256=sha256, status="error", error=problem.notice)
    except OSError:
        return Analysis(source=source, sha256=None, status="error", error=notice("unreadable"))
    if not document.text.strip():
        return Analysis(
            source=source, sha256=sha256, status="error", error=notice("no_text"), warnings=document.warnings
        )
    return analyze_document(document, source=source, sha256=sha256, context=context)


@cache
def fingerprint() -> str:
    """A hash of everything that decides a result beside the file: code version, lexicons, model."""
    from analyzer.lexicon import lexicon_folder
    from analyzer.model.bundle import model_digest

    digest = hashlib.sha256(f"{__version__}\n{model_digest()}\n".encode())
    for file in sorted(lexicon_folder().glob("*.yaml")):
        if file.name == "circular.yaml":
            continue  # how a circular words what was found changes nothing of it
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
