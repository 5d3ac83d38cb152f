"""A finished ``Round`` without its reports to and from JSON; the reports stand in their own rows.

In: a ``Round``, or its JSON and the reports. Out: the other. Never knows stores.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from analyzer.types import (
    Analysis,
    AssessedItem,
    AssessmentTable,
    FigureChange,
    FigureKind,
    IndicatorPlace,
    OwnShare,
    PracticeSpread,
    Round,
    Stage,
    Submission,
    Total,
    UnitAssessment,
    UnitHistory,
    Verdict,
)


def round_to_json(round_: Round) -> str:
    """Everything but the reports."""
    data = asdict(replace(round_, reports=()))
    del data["reports"]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def round_from_json(text: str, reports: Sequence[Analysis]) -> Round:
    """The round again; ``round_from_json(round_to_json(r), r.reports) == r``."""
    data = json.loads(text)
    return Round(
        name=data["name"],
        campaign=data["campaign"],
        period=data["period"],
        due=data["due"],
        reports=tuple(reports),
        totals=_totals(data),
        submissions=tuple(
            Submission(**{**s, "sources": tuple(s["sources"]), "questions": tuple(s.get("questions", ()))})
            for s in data["submissions"]
        ),
        practices=tuple(
            PracticeSpread(**{**p, **{key: tuple(p[key]) for key in ("variants", "holders", "sources")}})
            for p in data["practices"]
        ),
        required_indicators=tuple(data["required_indicators"]),
        name_missing=data.get("name_missing", False),  # stores of earlier versions do not say
        expected_stage=_stage(data["expected_stage"]),
        expected_by=data.get("expected_by"),
        history=tuple(_history(each) for each in data.get("history", ())),
        assessment=_assessment(data.get("assessment")),
        own_features=_own_features(data),
    )


def _stage(code: str | None) -> Stage | None:
    return None if code is None else Stage(code)


def _history(data: dict[str, Any]) -> UnitHistory:
    stages = {key: _stage(data[key]) for key in ("stage", "expected", "expected_then", "earlier_stage")}
    verdicts = {key: None if data[key] is None else Verdict(data[key]) for key in ("verdict", "earlier_verdict")}
    figures = tuple(FigureChange(**{**each, "place": IndicatorPlace(**each["place"])}) for each in data["figures"])
    return UnitHistory(**{**data, **stages, **verdicts, "figures": figures})


def _assessment(data: dict[str, Any] | None) -> AssessmentTable | None:
    if data is None:
        return None
    rows = tuple(
        UnitAssessment(
            **{
                **row,
                "items": tuple(
                    AssessedItem(**{**item, "sentences": tuple(item["sentences"])}) for item in row["items"]
                ),
                "questions": tuple(row["questions"]),
            }
        )
        for row in data["rows"]
    )
    weights = tuple((item, weight) for item, weight in data["weights"])
    return AssessmentTable(weights=weights, rows=rows, notes=tuple(data["notes"]))


def history_from_json(text: str) -> tuple[UnitHistory, ...]:
    """The units' histories alone, without the cost of the reports."""
    return tuple(_history(each) for each in json.loads(text).get("history", ()))


def assessment_from_json(text: str) -> AssessmentTable | None:
    """The assessment table alone, without the cost of the reports."""
    return _assessment(json.loads(text).get("assessment"))


def totals_from_json(text: str) -> tuple[Total, ...]:
    """The round's totals alone, without the cost of its reports."""
    return _totals(json.loads(text))


def own_features_from_json(text: str) -> tuple[OwnShare, ...]:
    """The round's own features alone, without the cost of its reports."""
    return _own_features(json.loads(text))


def _own_features(data: dict[str, Any]) -> tuple[OwnShare, ...]:
    # a round that was finished before own features were looked at has none
    listed = ("own_sentences", "common", "only_here", "practices")
    return tuple(
        OwnShare(**{**share, **{key: tuple(share[key]) for key in listed}}) for share in data.get("own_features", ())
    )


def _totals(data: dict[str, Any]) -> tuple[Total, ...]:
    return tuple(
        Total(
            **{
                **total,
                "kind": FigureKind(total["kind"]),
                "places": tuple(IndicatorPlace(**place) for place in total["places"]),
                "doubtful": tuple(IndicatorPlace(**place) for place in total["doubtful"]),
            }
        )
        for total in data["totals"]
    )
