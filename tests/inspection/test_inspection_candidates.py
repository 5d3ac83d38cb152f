"""The search by hashing for very large rounds finds what the exact search finds, and nothing that is not so."""

from __future__ import annotations

import random

from annotated_rounds import folder

from analyzer.inspection.candidates import banded_pairs
from analyzer.inspection.similar import near_pairs, vectors_of


def test_hashing_finds_nearly_all_near_pairs_with_their_exact_cosines() -> None:
    sentences = [s.text for report in folder("train")[:60] for s in report.sentences if len(s.text) > 15]
    rng = random.Random(4)
    changed = ["".join(c for c in text if rng.random() > 0.06) for text in rng.sample(sentences, 200)]
    vectors = vectors_of([*sentences, *changed])
    exact = {(a, b): c for a, b, c in zip(*(x.tolist() for x in near_pairs(vectors, threshold=0.6)), strict=True)}
    found = {(a, b): c for a, b, c in zip(*(x.tolist() for x in banded_pairs(vectors, threshold=0.6)), strict=True)}
    assert len(exact) >= 100
    assert set(found) <= set(exact)
    assert all(abs(exact[pair] - cosine) < 1e-9 for pair, cosine in found.items())
    assert len(found) >= 0.98 * len(exact)


def test_vectors_multiply_to_the_cosine_of_tf_idf_of_character_runs() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    sentences = [s.text.replace(" ", "") for report in folder("train")[:8] for s in report.sentences]
    sentences += ["", "短", "𠮷𠮷𠮷𠮷", "𠮷𠮷𠮷", *sentences[:5]]
    expected = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), lowercase=False, sublinear_tf=True)
    rows = expected.fit_transform([each.replace("\t", "").replace("\u3000", "") for each in sentences])
    told = vectors_of([each.replace("\t", "").replace("\u3000", "") for each in sentences])
    difference = abs((told @ told.T - rows @ rows.T).toarray())
    difference[range(len(sentences)), range(len(sentences))] = 0  # n-grams nobody else has are left out
    assert difference.max() < 1e-9
