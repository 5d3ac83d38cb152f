"""Sentences of one report in, the same sentences as a copyist would hand them in out: four kinds of copying.

Every function is a pure function of its random numbers. Never knows how copying is measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from analyzer.types import Analysis

WORDS: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("copying.yaml").read_text("utf-8"))
KINDS: Final = ("verbatim", "names_swapped", "reordered", "paraphrase")
_VILLAGE: Final = re.compile(
    r"(?:(?<=[，、。；：“（在到对和为给])|^)([\u4e00-\u9fff]{2})(?=村|社区|河|路|桥|圩|小学|水库|组[，、的])"
)
_NOT_A_NAME: Final = re.compile(
    r"[各每全个本该我驻进下入到在农乡所行政自然两三四五几一二六七八九十有同这那同城道公修铁马的]"
)
_PERSON: Final = re.compile(
    r"(?<=村民|书记|农户|主任|干部|党员|老人|镇长|队长)([\u4e00-\u9fff])([\u4e00-\u9fff]{2})(?=[家说反的，、等])"
)
_SOMEONE: Final = re.compile(r"[张王李赵刘陈杨黄周吴徐孙马朱胡林郭](?=某|大爷|大娘|大妈|老汉|师傅|奶奶|家)")
_FIGURE: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A planted sentence and the sentences of the source that it was made of."""

    text: str
    origins: tuple[int, ...]


def _other_figure(rng: random.Random) -> Callable[[re.Match[str]], str]:
    def changed(found: re.Match[str]) -> str:
        first = rng.choice([digit for digit in "123456789" if digit != found[0][0]])
        return first + "".join(rng.choice("0123456789") for _ in found[0][1:])

    return changed


def swap_names(pieces: Sequence[Piece], source: Analysis, unit: str, rng: random.Random) -> list[Piece]:
    """Another unit's name, villages, people and figures, each name by the same one throughout."""
    table: dict[str, str] = {}
    own = source.metadata.unit if source.metadata else None
    if own:
        table[own] = unit
        bare = re.sub(r"^[市县区]|[镇乡局办委]$|街道$", "", own)
        if len(bare) >= 2:
            table[bare] = re.sub(r"^[市县区]|[镇乡局办委]$|街道$", "", unit)
    whole = "".join(piece.text for piece in pieces)
    for mention in source.units:
        if mention.type != "部门" and len(mention.text) >= 3 and mention.text not in table and mention.text in whole:
            tail = re.search(r"(?:村|社区|镇|乡|街道|组)$", mention.text)
            if tail:
                table[mention.text] = rng.choice(WORDS["villages"]) + tail[0]
    for name in sorted({found for found in _VILLAGE.findall(whole) if not _NOT_A_NAME.search(found)}):
        table.setdefault(name, rng.choice(WORDS["villages"]))
    names = re.compile("|".join(re.escape(name) for name in sorted(table, key=lambda n: (-len(n), n))) or r"(?!)")

    def changed(text: str) -> str:
        text = names.sub(lambda found: table[found[0]], text)
        text = _PERSON.sub(lambda _: rng.choice(WORDS["surnames"]) + rng.choice(WORDS["given"]), text)
        text = _SOMEONE.sub(lambda _: rng.choice(WORDS["surnames"]), text)
        return _FIGURE.sub(_other_figure(rng), text)

    return [replace(piece, text=changed(piece.text)) for piece in pieces]


def reorder(pieces: Sequence[Piece], rng: random.Random) -> list[Piece]:
    """Shuffled; some joined by ；, some cut in two at a comma, lists at 、 turned round."""
    shuffled = list(pieces)
    rng.shuffle(shuffled)
    out: list[Piece] = []
    for piece in shuffled:
        dice = rng.random()
        clauses = piece.text.rstrip("。").split("，")
        if out and dice < 0.2 and out[-1].text.endswith("。"):
            out[-1] = Piece(f"{out[-1].text[:-1]}；{piece.text}", (*out[-1].origins, *piece.origins))
        elif dice < 0.4 and len(clauses) >= 4 and piece.text.endswith("。"):
            half = len(clauses) // 2
            out += [Piece("，".join(part) + "。", piece.origins) for part in (clauses[:half], clauses[half:])]
        elif dice < 0.6 and re.search(r"[\u4e00-\u9fff]{2,8}、[\u4e00-\u9fff]{2,8}、", piece.text):
            text = re.sub(r"([\u4e00-\u9fff]{2,8})、([\u4e00-\u9fff]{2,8})、", r"\2、\1、", piece.text, count=1)
            out.append(replace(piece, text=text))
        else:
            out.append(piece)
    return out


def _said_otherwise(text: str, rng: random.Random) -> str:
    for one, other in WORDS["synonyms"]:
        if one in text and other not in text and rng.random() < 0.7:
            text = text.replace(one, other)
    if rng.random() < 0.5:
        for word in WORDS["dropped"]:
            if word in text and len(word) > 1 and rng.random() < 0.6:
                text = text.replace(word, "", 1)
    else:
        for word in rng.sample(WORDS["adverbs_before"], k=len(WORDS["adverbs_before"])):
            if word in text:
                text = text.replace(word, rng.choice(WORDS["adverbs"]) + word, 1)
                break
    clauses = text.rstrip("。").split("，")
    if text.endswith("。") and len(clauses) >= 3 and rng.random() < 0.5:
        place = rng.randrange(len(clauses) - 1)
        clauses[place], clauses[place + 1] = clauses[place + 1], clauses[place]
        text = "，".join(clauses) + "。"
    if rng.random() < 0.15:
        text = rng.choice(WORDS["openings"]) + text
    return text


def paraphrase(pieces: Sequence[Piece], rng: random.Random) -> list[Piece]:
    """Synonyms, adverbs in and out, clauses in another order."""
    return [replace(piece, text=_said_otherwise(piece.text, rng)) for piece in pieces]


def altered(kind: str, pieces: Sequence[Piece], source: Analysis, unit: str, rng: random.Random) -> list[Piece]:
    """The pieces as a copyist of this kind writes them; a paraphrase has the names swapped in every second case."""
    if kind == "names_swapped" or (kind == "paraphrase" and rng.random() < 0.5):
        pieces = swap_names(pieces, source, unit, rng)
    if kind == "reordered":
        return reorder(pieces, rng)
    return paraphrase(pieces, rng) if kind == "paraphrase" else list(pieces)
