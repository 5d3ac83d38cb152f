"""Plain methods that stand beside the models, so that a gain can be seen: counts of words, the usual text classifier.

In: labelled reports. Out: the same kinds of answers as the analyzer gives. Never used for a user's result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from analyzer import lexicon
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.spans import find_figures
from analyzer.learning.labels import LabelledReport
from analyzer.learning.measures import accuracy, area_under_curve, calibration_error, class_f1, macro_f1, spearman
from analyzer.lexicon.patterns import alternatives
from analyzer.types import FindingCode, Role, Sentence, Stage, Verdict

_QUOTED: Final = re.compile(r"“([^”]{2,8})”")


def keyword_role(sentence: Sentence) -> Role:
    """The role whose cue words occur most often; background where none does."""
    counts = [
        (len(alternatives(entry.words).findall(sentence.text)), -number, entry.role)
        for number, entry in enumerate(lexicon.roles().cues)
        if entry.words
    ]
    most, _, role = max(counts)
    return role if most else Role.BACKGROUND


def keyword_verdict(sentences: Sequence[Sentence]) -> tuple[Verdict, float]:
    """Words of results and deeds against words of contact and set-up; the share of deed words as score 0…1."""
    words = {entry.role: alternatives(entry.words) for entry in lexicon.roles().cues}
    text = "".join(sentence.text for sentence in sentences)
    deeds = sum(len(words[role].findall(text)) for role in (Role.MEASURE, Role.RESULT, Role.PROBLEM))
    rest = sum(len(words[role].findall(text)) for role in (Role.CONTACT, Role.ORGANISATION, Role.SLOGAN))
    share = deeds / max(deeds + rest, 1)
    return (Verdict.SUBSTANTIVE if share >= 0.5 else Verdict.FORMALISTIC), share


def keyword_figures(sentence: Sentence) -> list[FigureSpan]:
    """Every number with a measure word."""
    return list(find_figures(sentence.text))


def keyword_practices(sentence: Sentence) -> list[tuple[int, int]]:
    """Every short quotation."""
    return [found.span(1) for found in _QUOTED.finditer(sentence.text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainJudgement:
    """What a method without named evidence says of one report."""

    score: float  # positive for substantive
    substance: float
    confidence: float | None  # None where the method knows no doubt
    stage: Stage
    findings: frozenset[FindingCode]
    roles: tuple[Role, ...]


def _vectors() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)


def _linear() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=10, max_iter=1000)


def plain_verdict(train: Sequence[LabelledReport]) -> Callable[[str], float]:
    """The usual text classifier's verdict alone: text → log-odds for substantive."""
    vectors = _vectors()
    model = _linear().fit(
        vectors.fit_transform([report.document.text for report in train]),
        [report.verdict is Verdict.SUBSTANTIVE for report in train],
    )
    return lambda text: float(model.decision_function(vectors.transform([text]))[0])


def plain_text(train: Sequence[LabelledReport], judged: Sequence[LabelledReport]) -> list[PlainJudgement]:
    """The usual text classifier: TF-IDF of characters and a linear model, fitted on ``train``, asked of ``judged``.

    Characters 1–3 of the whole text for verdict, grade, stage and findings; of the sentence alone for its role.
    """
    from sklearn.linear_model import LogisticRegression, Ridge

    known = [report for report in train if report.verdict is not None]
    whole = _vectors()
    seen = whole.fit_transform([report.document.text for report in known])
    asked = whole.transform([report.document.text for report in judged])
    verdict = _linear().fit(seen, [report.verdict is Verdict.SUBSTANTIVE for report in known])
    score, chance = verdict.decision_function(asked), verdict.predict_proba(asked)[:, 1]
    substance = Ridge(alpha=0.3).fit(seen, [float(report.substance or 0) for report in known]).predict(asked)
    stage = _linear().fit(seen, [report.stage.value for report in known]).predict(asked)
    found = {
        code: _linear().fit(seen, [code in report.findings for report in known]).predict(asked) for code in FindingCode
    }
    single = _vectors()
    role = LogisticRegression(C=10, max_iter=300, tol=1e-3).fit(
        single.fit_transform([sentence.text for report in train for sentence in report.sentences]),
        [one.value for report in train for one in report.roles],
    )
    roles = [
        tuple(Role(one) for one in role.predict(single.transform([sentence.text for sentence in report.sentences])))
        for report in judged
    ]
    return [
        PlainJudgement(
            score=float(score[i]),
            substance=float(substance[i]),
            confidence=float(max(chance[i], 1 - chance[i])),
            stage=Stage(stage[i]),
            findings=frozenset(code for code in FindingCode if found[code][i]),
            roles=roles[i],
        )
        for i in range(len(judged))
    ]


def most_common(reports: Sequence[LabelledReport]) -> list[PlainJudgement]:
    """For every report the answer that is right most often."""
    known = [report for report in reports if report.verdict is not None]

    def most(values: Iterable[Any]) -> Any:
        return Counter(values).most_common(1)[0][0]

    answer = PlainJudgement(
        score=1.0 if most(report.verdict for report in known) is Verdict.SUBSTANTIVE else -1.0,
        substance=sum(float(report.substance or 0) for report in known) / len(known),
        confidence=None,
        stage=most(report.stage for report in reports),
        findings=frozenset(code for code in FindingCode if most(code in report.findings for report in known)),
        roles=(),
    )
    role = most(one for report in reports for one in report.roles)
    return [replace(answer, roles=(role,) * len(report.roles)) for report in reports]


def plain_figures(reports: Sequence[LabelledReport], judgements: Sequence[PlainJudgement]) -> dict[str, float]:
    """The figures of an evaluation, by its keys, for judgements without named evidence."""
    judged = [(r, j) for r, j in zip(reports, judgements, strict=True) if r.verdict is not None]
    good = [r.verdict is Verdict.SUBSTANTIVE for r, _ in judged]
    guess = [j.score > 0 for _, j in judged]
    clear = [i for i, (r, _) in enumerate(judged) if not r.borderline]
    grades = [float(r.substance or 0) for r, _ in judged]
    stages = list(Stage)
    steps = [abs(stages.index(r.stage) - stages.index(j.stage)) for r, j in zip(reports, judgements, strict=True)]
    truth = [role for report in reports for role in report.roles]
    roles = [role for judgement in judgements for role in judgement.roles]
    figures = {
        "verdict_macro_f1": macro_f1(good, guess),
        "verdict_macro_f1_clear": macro_f1([good[i] for i in clear], [guess[i] for i in clear]),
        "verdict_auc": area_under_curve(good, [j.score for _, j in judged]),
        "substance_spearman": spearman(grades, [j.substance for _, j in judged]),
        "substance_error": sum(abs(a - j.substance) for a, (_, j) in zip(grades, judged, strict=True)) / len(grades),
        "stage_accuracy": sum(step == 0 for step in steps) / len(steps),
        "stage_within_one": sum(step <= 1 for step in steps) / len(steps),
        "role_accuracy": accuracy(truth, roles),
        "role_macro_f1": macro_f1(truth, roles),
    }
    confidence = [j.confidence for _, j in judged if j.confidence is not None]
    if len(confidence) == len(judged):
        figures["calibration_error"] = calibration_error(confidence, [a == b for a, b in zip(good, guess, strict=True)])
    for code in FindingCode:
        figures[f"finding_f1_{code}"] = class_f1(
            [code in r.findings for r, _ in judged], [code in j.findings for _, j in judged], True
        ).f1
    return figures
