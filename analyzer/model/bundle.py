"""All learned parts in one file: written once by training, checked by hash and a fixed list of types when loaded.

The file is skops (no pickle); ``<name>.json`` beside it is its card with the content hash. A file whose content does
not fit its card is refused. Never knows what the parts decide.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from analyzer.model.frozen import freeze, thaw

#: The layout of the parts; a file with another number is refused.
FORMAT: Final = 4


class ModelError(RuntimeError):
    """The model file is missing, changed or of another version; the message says so in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The fitted estimators by part name, and the facts of their training."""

    parts: dict[str, Any]
    card: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]


def shipped_model() -> Path:
    """The model file that is used: ``$ANALYZER_MODEL``, else the one that ships with the package."""
    chosen = os.environ.get("ANALYZER_MODEL")
    return Path(chosen) if chosen else Path(str(resources.files("analyzer"))) / "model" / "shipped" / "model.skops"


def _facts(value: Any) -> Any:
    """A canonical form of frozen parts, for the content hash."""
    import numpy as np

    if isinstance(value, np.ndarray):
        # six significant digits: the same training on another processor must give the same hash
        rows = [f"{item:.6g}" if isinstance(item, float) else str(item) for item in value.ravel().tolist()]
        return [list(value.shape), rows]
    if isinstance(value, dict):
        return {str(key): _facts(item) for key, item in sorted(value.items())}
    return f"{value:.6g}" if isinstance(value, float) else value


def content_hash(frozen: dict[str, Any]) -> str:
    """sha256 over the frozen parts; equal for two trainings on the same labels."""
    text = json.dumps(_facts(frozen), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def save_bundle(bundle: Bundle, path: Path) -> str:
    """Write the model and its card; return the content hash."""
    import zipfile

    from skops.io import dump

    path.parent.mkdir(parents=True, exist_ok=True)
    frozen = freeze(bundle.parts)
    digest = content_hash(frozen)
    draft = path.with_name(path.name + ".part")
    dump(frozen, draft, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    file_digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    card = {**bundle.card, "format": FORMAT, "content_sha256": digest, "file_sha256": file_digest}
    card_draft = path.with_suffix(".json.part")
    card_draft.write_text(json.dumps(card, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(path)
    card_draft.replace(path.with_suffix(".json"))
    return digest


def load_bundle(path: Path) -> Bundle:
    """Read a model file.

    Raises:
        ModelError: where the file is missing, was changed, or holds a type that is not expected.
    """
    from skops.io import get_untrusted_types, load

    card_path = path.with_suffix(".json")
    if not path.is_file() or not card_path.is_file():
        raise ModelError(
            f"找不到模型文件 {path.name} 或它的说明卡 {card_path.name}，请重新安装，或用 analyzer train 重新训练。"
        )
    try:
        card = json.loads(card_path.read_text(encoding="utf-8"))
    except ValueError:
        raise ModelError(f"模型说明卡 {card_path.name} 已损坏，请重新安装，或用 analyzer train 重新训练。") from None
    if card.get("format") != FORMAT:
        raise ModelError(f"模型文件 {path.name} 是另一个版本的，本程序不能用；请用 analyzer train 重新训练。")
    if hashlib.sha256(path.read_bytes()).hexdigest() != card.get("file_sha256"):
        raise ModelError(
            f"模型文件 {path.name} 与说明卡不符，可能被改动或损坏，已停止使用；请重新安装，或用 analyzer train 重新训练。"
        )
    unknown = get_untrusted_types(file=path)
    if unknown:
        raise ModelError(f"模型文件 {path.name} 含有未经允许的类型，已拒绝载入。")
    return Bundle(parts=thaw(load(path, trusted=[])), card=card)


@cache
def bundle() -> Bundle:
    """The model in use, loaded once a process."""
    return load_bundle(shipped_model())


def model_digest() -> str:
    """The content hash of the model in use, from its card (the estimators are not loaded)."""
    card_path = shipped_model().with_suffix(".json")
    if not card_path.is_file():
        return "none"
    return str(json.loads(card_path.read_text(encoding="utf-8")).get("content_sha256", "none"))
