"""An ``Analysis`` to and from its contract form: the plain dict of one ``results.jsonl`` line.

The order of the keys is the contract's. Never knows files or stores.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final

from analyzer.types import (
    Accrual,
    Analysis,
    Assessment,
    Check,
    CopiedPassage,
    Copy,
    FigureKind,
    Finding,
    FindingCode,
    Indicator,
    Metadata,
    Notice,
    Practice,
    Qualifier,
    ReportKind,
    Role,
    Sentence,
    SentenceRole,
    Stage,
    UnitMention,
    Verdict,
    Whose,
)

_INDICATOR_KEYS: Final = tuple(field.name for field in fields(Indicator))
_PRACTICE_KEYS: Final = tuple(field.name for field in fields(Practice))
_UNIT_KEYS: Final = tuple(field.name for field in fields(UnitMention))


def _notice(notice: Notice | None) -> dict[str, str] | None:
    return None if notice is None else {"code": notice.code, "message": notice.message}


def _plain(thing: object, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: getattr(thing, key) for key in keys}


def to_record(analysis: Analysis) -> dict[str, Any]:
    """The contract's object for one submitted file; an error record ends after ``warnings``."""
    record: dict[str, Any] = {
        "source": analysis.source,
        "sha256": analysis.sha256,
        "status": analysis.status,
        "error": _notice(analysis.error),
        "warnings": [_notice(warning) for warning in analysis.warnings],
    }
    if analysis.metadata is None or analysis.assessment is None:
        return record
    metadata, assessment = analysis.metadata, analysis.assessment
    role_of = {role.sentence: role for role in assessment.roles}
    record |= {
        "title": metadata.title,
        "unit": metadata.unit,
        "unit_type": metadata.unit_type,
        "campaign": metadata.campaign,
        "date": metadata.date,
        "report_kind": metadata.report_kind,
        "verdict": assessment.verdict,
        "substance": assessment.substance,
        "confidence": assessment.confidence,
        "needs_review": assessment.needs_review,
        "reasons": list(assessment.reasons),
        "stage": assessment.stage,
        "findings": [
            {"code": f.code, "score": f.score, "evidence": list(f.evidence), "message": f.message}
            for f in assessment.findings
        ],
        "sentences": [
            {
                "id": sentence.id,
                "text": sentence.text,
                "role": role_of[sentence.id].role,
                "confidence": role_of[sentence.id].confidence,
                "block": sentence.block,
                "page": sentence.page,
                "start": sentence.start,
                "end": sentence.end,
            }
            for sentence in analysis.sentences
        ],
        "indicators": [_plain(indicator, _INDICATOR_KEYS) for indicator in analysis.indicators],
        "practices": [_plain(practice, _PRACTICE_KEYS) for practice in analysis.practices],
        "units": [_plain(unit, _UNIT_KEYS) for unit in analysis.units],
        "copies": [
            {
                "source": copy.source,
                "kind": copy.kind,
                "share": copy.share,
                "passages": [
                    {"sentence": p.sentence, "other_sentence": p.other_sentence, "similarity": p.similarity}
                    for p in copy.passages
                ],
                "first": copy.first,
            }
            for copy in analysis.copies
        ],
        "checks": [
            {"code": check.code, "message": check.message, "indicators": list(check.indicators)}
            for check in analysis.checks
        ],
    }
    return record


def to_json(analysis: Analysis) -> str:
    """One line of ``results.jsonl`` without its line end; the same text for the same analysis."""
    return json.dumps(to_record(analysis), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _as_notice(data: dict[str, str] | None) -> Notice | None:
    return None if data is None else Notice(code=data["code"], message=data["message"])


def _indicator(data: dict[str, Any]) -> Indicator:
    """Records of earlier versions know no period, accrual and whose."""
    accrual = data.get("accrual")
    codes = {
        "qualifier": Qualifier(data["qualifier"]),
        "kind": FigureKind(data["kind"]),
        "accrual": None if accrual is None else Accrual(accrual),
        "whose": Whose(data.get("whose", Whose.OWN)),
    }
    return Indicator(**{**data, **codes})


def from_record(record: dict[str, Any]) -> Analysis:
    """The ``Analysis`` behind a record; ``to_record(from_record(r)) == r``.

    Raises:
        KeyError, ValueError: where the record does not follow the contract.
    """
    warnings = tuple(Notice(code=w["code"], message=w["message"]) for w in record["warnings"])
    if "report_kind" not in record:
        return Analysis(
            source=record["source"],
            sha256=record["sha256"],
            status=record["status"],
            error=_as_notice(record["error"]),
            warnings=warnings,
        )
    return Analysis(
        source=record["source"],
        sha256=record["sha256"],
        status=record["status"],
        error=_as_notice(record["error"]),
        warnings=warnings,
        metadata=Metadata(
            title=record["title"],
            unit=record["unit"],
            unit_type=record["unit_type"],
            campaign=record["campaign"],
            date=record["date"],
            report_kind=ReportKind(record["report_kind"]),
        ),
        assessment=Assessment(
            verdict=None if record["verdict"] is None else Verdict(record["verdict"]),
            substance=record["substance"],
            confidence=record["confidence"],
            needs_review=record["needs_review"],
            reasons=tuple(record["reasons"]),
            stage=Stage(record["stage"]),
            findings=tuple(
                Finding(
                    code=FindingCode(f["code"]), score=f["score"], evidence=tuple(f["evidence"]), message=f["message"]
                )
                for f in record["findings"]
            ),
            roles=tuple(
                SentenceRole(sentence=s["id"], role=Role(s["role"]), confidence=s["confidence"])
                for s in record["sentences"]
            ),
        ),
        sentences=tuple(
            Sentence(id=s["id"], text=s["text"], block=s["block"], page=s["page"], start=s["start"], end=s["end"])
            for s in record["sentences"]
        ),
        indicators=tuple(_indicator(i) for i in record["indicators"]),
        practices=tuple(Practice(**p) for p in record["practices"]),
        units=tuple(UnitMention(**u) for u in record["units"]),
        copies=tuple(
            Copy(
                source=c["source"],
                kind=c["kind"],
                share=c["share"],
                first=c.get("first", "unknown"),
                passages=tuple(CopiedPassage(**p) for p in c["passages"]),
            )
            for c in record["copies"]
        ),
        checks=tuple(
            Check(code=c["code"], message=c["message"], indicators=tuple(c["indicators"])) for c in record["checks"]
        ),
    )
