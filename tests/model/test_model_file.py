"""The model file: kept by hash, refused when changed, no pickle, every type expected; the linear model's face."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io

from analyzer.model.bundle import (
    Bundle,
    ModelError,
    bundle,
    content_hash,
    load_bundle,
    model_digest,
    save_bundle,
    shipped_model,
)
from analyzer.model.frozen import freeze, thaw
from analyzer.model.linear import classes_of, fit_linear, fit_ridge, fit_scaled, probabilities, strongest

FEATURES = [{"word=走访": 1.0, "length": float(n)} for n in range(10)] + [
    {"word=修路": 1.0, "length": float(n)} for n in range(10)
]
LABELS = ["contact"] * 10 + ["measure"] * 10


def _model() -> Any:
    return fit_linear(FEATURES, LABELS)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "小模型.skops"
    save_bundle(Bundle(parts={"roles": _model()}, card={"format": 1, "reports": 20}), path)
    return path


def test_a_saved_model_comes_back_and_decides_the_same(saved: Path) -> None:
    loaded = load_bundle(saved)
    # coefficients are kept in single precision
    assert np.allclose(probabilities(loaded["roles"], FEATURES), probabilities(_model(), FEATURES), atol=1e-6)
    assert loaded.card["reports"] == 20
    assert loaded.card["content_sha256"] == content_hash(freeze(loaded.parts))


def test_the_same_training_gives_the_same_hash_and_another_one_does_not() -> None:
    def told(**parts: Any) -> str:
        return content_hash(freeze(parts))

    assert told(roles=_model()) == told(roles=_model())
    assert told(roles=_model()) != told(roles=fit_linear(FEATURES, LABELS, strength=0.5))
    assert told(roles=_model()) != told(other=_model())


@pytest.mark.parametrize("fit", [fit_linear, fit_scaled])
def test_a_thawed_model_decides_as_the_fitted_one(fit: Any) -> None:
    model = fit(FEATURES, LABELS)
    again = thaw(freeze(model))
    unseen = [*FEATURES, {}, {"length": 3.5}, {"word=新词": 1.0}]
    assert np.allclose(probabilities(again, unseen), probabilities(model, unseen), atol=1e-6)
    assert classes_of(again) == classes_of(model)
    assert content_hash({"part": freeze(again)}) == content_hash({"part": freeze(model)})


def test_what_is_no_model_passes_through_the_frost() -> None:
    parts = {"verdict": {"sigmoid": {"slope": 1.5, "offset": -0.25}}, "number": 3}
    assert thaw(freeze(parts)) == parts


@pytest.mark.parametrize("place", [0, 0.1, 0.5, 0.9, 1])
def test_one_changed_byte_is_refused(saved: Path, place: float) -> None:
    data = bytearray(saved.read_bytes())
    data[round(place * (len(data) - 1))] ^= 1
    saved.write_bytes(bytes(data))
    with pytest.raises(ModelError, match=r"小模型\.skops 与说明卡不符.*请重新安装"):
        load_bundle(saved)


def test_a_cut_off_file_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-100])
    with pytest.raises(ModelError, match="与说明卡不符"):
        load_bundle(saved)


@pytest.mark.parametrize("missing", ["小模型.skops", "小模型.json"])
def test_a_missing_file_is_told(saved: Path, missing: str) -> None:
    (saved.parent / missing).unlink()
    with pytest.raises(ModelError, match=r"找不到模型文件.*analyzer train"):
        load_bundle(saved)


def test_a_card_of_another_model_is_refused(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "model.skops"
    save_bundle(Bundle(parts={"roles": fit_linear(FEATURES, LABELS, strength=2)}), other)
    saved.with_suffix(".json").write_bytes(other.with_suffix(".json").read_bytes())
    with pytest.raises(ModelError, match="与说明卡不符"):
        load_bundle(saved)


def test_a_damaged_card_is_told(saved: Path) -> None:
    saved.with_suffix(".json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError):
        load_bundle(saved)


class Stranger:
    """A type of nobody's list."""

    woken = False

    def __setstate__(self, state: object) -> None:
        type(self).woken = True


def test_a_type_that_is_not_expected_is_refused_before_it_is_made(saved: Path) -> None:
    stranger = Stranger()
    stranger.name = "x"  # type: ignore[attr-defined]
    skops.io.dump({"roles": stranger}, saved)
    card = json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))
    card["file_sha256"] = hashlib.sha256(saved.read_bytes()).hexdigest()
    saved.with_suffix(".json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="未经允许的类型"):
        load_bundle(saved)
    assert Stranger.woken is False


def test_nothing_half_written_is_left_beside_the_model(saved: Path) -> None:
    assert sorted(path.name for path in saved.parent.iterdir()) == ["小模型.json", "小模型.skops"]


# ── the shipped model ───────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_model_fits_its_card_and_has_every_part() -> None:
    loaded = bundle()
    assert set(loaded.parts) == {
        "claims", "planned", "figure_kind", "names", "holders", "practices", "practice_kind", "roles", "commonness", "verdict", "substance", "stage", "findings"
    }  # fmt: skip
    assert loaded.card["content_sha256"] == content_hash(freeze(loaded.parts)) == model_digest()
    assert loaded.card["judged"] <= loaded.card["reports"]


def test_the_shipped_model_holds_no_pickle() -> None:
    with zipfile.ZipFile(shipped_model()) as archive:
        assert {Path(name).suffix for name in archive.namelist()} <= {".json", ".npy", ".npz"}
        assert b"pickle" not in archive.read("schema.json").lower()


def test_the_shipped_model_is_small_enough_to_ship() -> None:
    assert shipped_model().stat().st_size < 8 * 2**20


def test_the_environment_chooses_the_model(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = model_digest()
    monkeypatch.setenv("ANALYZER_MODEL", str(saved))
    assert shipped_model() == saved
    assert model_digest() == load_bundle(saved).card["content_sha256"] != shipped
    monkeypatch.setenv("ANALYZER_MODEL", str(saved.parent / "没有.skops"))
    assert model_digest() == "none"


# ── the linear models ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fit", [fit_linear, fit_scaled])
def test_probabilities_are_rows_that_sum_to_one(fit: Any) -> None:
    model = fit(FEATURES, LABELS)
    table = probabilities(model, FEATURES)
    assert table.shape == (20, 2)
    assert np.allclose(table.sum(axis=1), 1)
    assert classes_of(model) == ["contact", "measure"]
    assert [classes_of(model)[column] for column in table.argmax(axis=1)] == LABELS
    assert probabilities(model, []).shape == (0, 2)


def test_features_nobody_trained_on_change_nothing() -> None:
    model = _model()
    assert np.array_equal(
        probabilities(model, [{"word=走访": 1.0}]), probabilities(model, [{"word=走访": 1.0, "word=新词": 9.0}])
    )


def test_rare_features_are_left_out() -> None:
    rare = [{**FEATURES[0], "rare": 1.0}, *FEATURES[1:]]
    assert "rare" not in fit_linear(rare, LABELS, min_count=2).named_steps["features"].vocabulary_
    assert "rare" in fit_linear(rare, LABELS, min_count=1).named_steps["features"].vocabulary_


def test_what_speaks_for_a_class_is_named_strongest_first() -> None:
    model = _model()
    assert strongest(model, FEATURES[0], "contact")[0][0] == "word=走访"
    assert strongest(model, FEATURES[10], "measure")[0][0] == "word=修路"
    assert strongest(model, FEATURES[10], "contact")[-1][0] == "word=修路"
    weights = [weight for _, weight in strongest(model, FEATURES[5], "contact")]
    assert weights == sorted(weights, reverse=True)


def test_ridge_follows_a_straight_line() -> None:
    model = fit_ridge([{"x": float(n)} for n in range(50)], [2.0 * n for n in range(50)], shrinkage=0.001)
    assert model.predict([{"x": 10.0}])[0] == pytest.approx(20, abs=0.1)
