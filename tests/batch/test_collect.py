"""Every file under the paths comes once, in a fixed order, under a name of its own that can be printed anywhere."""

from __future__ import annotations

import io
import os
import socket
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import archive
from analyzer.batch import Item, NoSuchPath, collect, mark_twins
from analyzer.errors import notice
from analyzer.types import Analysis


def write(folder: Path, *names: str, text: str = "报告") -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def sources(items: tuple[Item, ...]) -> list[str]:
    return [item.source for item in items]


def codes(items: tuple[Item, ...]) -> dict[str, str]:
    return {item.source: item.error.code for item in items if item.error}


def test_sources_are_below_the_argument_sorted_with_slashes(tmp_path: Path) -> None:
    write(tmp_path / "报送", "乙/丙/x.docx", "甲.docx", "乙/a.pdf", "z.xlsx")
    assert sources(collect([tmp_path / "报送"])) == sorted(["z.xlsx", "乙/a.pdf", "乙/丙/x.docx", "甲.docx"])
    assert sources(collect([tmp_path / "报送" / "甲.docx"])) == ["甲.docx"]


def test_the_order_of_the_arguments_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path, "一/a.docx", "二/a.docx", "二/b.docx")
    there = collect([tmp_path / "一", tmp_path / "二"])
    assert (
        sources(there) == sources(collect([tmp_path / "二", tmp_path / "一"])) == ["b.docx", "一/a.docx", "二/a.docx"]
    )


def test_arguments_of_one_name_are_told_apart_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "三月/报告/a.docx", "六月/报告/a.docx")
    assert sources(collect(["三月/报告", "六月/报告"])) == ["三月/报告/a.docx", "六月/报告/a.docx"]
    assert sources(collect(["三月/报告/a.docx", "六月/报告/a.docx"])) == ["三月/报告/a.docx", "六月/报告/a.docx"]


def test_a_file_named_twice_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "报送/下/a.docx", "报送/b.docx")
    (tmp_path / "近路").symlink_to(tmp_path / "报送")
    assert len(collect(["报送", "报送/下", Path("报送/b.docx").absolute(), "报送/../报送", "近路"])) == 2


def test_what_is_no_file_is_named_and_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "夹.docx/里.docx", "~$报告.docx", ".~lock.报告.docx#", ".DS_Store", ".隐藏.docx")
    (folder / "链接.docx").symlink_to(folder / ".隐藏.docx")
    (folder / "断链").symlink_to(folder / "没有")
    (folder / "链接夹").symlink_to(folder / "夹.docx")
    os.mkfifo(folder / "管道.docx")
    listener = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    try:
        os.chdir(folder)  # a socket's address is short
        listener.bind("s.docx")
    finally:
        os.chdir(here)
        listener.close()
    items = collect([folder])
    assert codes(items) == {
        "~$报告.docx": "lock_file", ".~lock.报告.docx#": "lock_file", ".DS_Store": "unsupported_type",
        "链接.docx": "symlink", "断链": "symlink", "链接夹": "symlink", "管道.docx": "not_a_file", "s.docx": "not_a_file",
    }  # fmt: skip
    assert {"夹.docx/里.docx", ".隐藏.docx"} == set(sources(items)) - set(codes(items))


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match="没有"):
        collect([tmp_path / "没有"])
    with pytest.raises(NoSuchPath):
        collect(["a\0b"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_may_not_be_opened_is_named(tmp_path: Path) -> None:
    write(tmp_path, "锁/a.docx", "b.docx")
    (tmp_path / "锁").chmod(0)
    try:
        assert codes(collect([tmp_path])) == {"锁": "unreadable"}
    finally:
        (tmp_path / "锁").chmod(0o755)


def test_a_folder_nested_very_deep(tmp_path: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(300):
            Path("很深的夹").mkdir()
            os.chdir("很深的夹")
        Path("a.docx").write_text("报告")
    finally:
        os.chdir(here)
    [item] = collect([tmp_path])
    assert item.source.startswith("很深的夹/")


def test_odd_names_are_escaped_and_stay_apart(tmp_path: Path) -> None:
    names = [b"a\nb.docx", b"a\\u000ab.docx", b"\xc9\xb3.docx", "a\u202etxt.docx".encode(), b"\x1b[31m.docx"]
    for name in names:
        try:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("报告")
        except OSError:
            pytest.skip("this file system does not take such names")
    items = collect([tmp_path])
    assert len(set(sources(items))) == len(names)
    for item in items:
        item.source.encode("utf-8")
        assert item.source.isprintable()
        assert item.path.exists()
    assert {warning.code for item in items for warning in item.warnings} == {"odd_name"}


@given(
    st.dictionaries(
        st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=6).filter(
            lambda name: name not in {".", ".."} and not name.startswith("~$")
        ),
        st.booleans(),
        min_size=1,
        max_size=6,
    )
)
def test_sources_are_unique_whatever_the_names(names: Mapping[str, bool]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = 0
        for name, second in names.items():
            for argument in ("一", "二")[: 1 + second]:
                path = Path(folder, argument, name)
                path.parent.mkdir(exist_ok=True)
                if not path.exists():  # some file systems fold names
                    path.write_text("报告")
                    made += 1
        items = collect([path for path in (Path(folder, "一"), Path(folder, "二")) if path.exists()])
        assert len(items) == made == len(set(sources(items)))
        assert sources(items) == sorted(sources(items))


# ── archives ────────────────────────────────────────────────────────────────────────────────────────────────


def zip_bytes(members: Mapping[str, bytes], *, gbk: bool = False, compress: bool = True) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as packed:
        for name, content in members.items():
            # written with stand-in ASCII names and renamed below: zipfile itself only writes UTF-8
            packed.writestr(
                name if not gbk else "".join(chr(b) if b < 128 else "?" for b in name.encode("gbk")), content
            )
    data = target.getvalue()
    if gbk:
        for name in members:
            raw = name.encode("gbk")
            data = data.replace(bytes(b if b < 128 else ord("?") for b in raw), raw)
    return data


def unpacked(tmp_path: Path, data: bytes, name: str = "报送.zip") -> tuple[Item, ...]:
    folder = tmp_path / "送"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return collect([folder], unpack_to=tmp_path / "out" / ".unpacked")


def test_an_archive_is_read_member_by_member(tmp_path: Path) -> None:
    items = unpacked(
        tmp_path,
        zip_bytes({"乙/b.docx": b"2", "a.docx": b"1", "空夹/": b"", "~$a.docx": b"x", "__MACOSX/._a.docx": b"y"}),
    )
    assert sources(items) == ["报送.zip/a.docx", "报送.zip/~$a.docx", "报送.zip/乙/b.docx"]
    assert codes(items) == {"报送.zip/~$a.docx": "lock_file"}
    assert [item.path.read_bytes() for item in items] == [b"1", b"x", b"2"]
    assert all(item.path.suffix == ".docx" and item.stamp is None for item in items)


@pytest.mark.parametrize("name", ["沙桥镇总结.docx", "报告/水利局.pdf"])
def test_names_of_chinese_windows_are_decoded(tmp_path: Path, name: str) -> None:
    assert sources(unpacked(tmp_path, zip_bytes({name: b"1"}, gbk=True))) == [f"报送.zip/{name}"]


@pytest.mark.parametrize(
    "name",
    ["../../外面.docx", "/etc/passwd.docx", "..\\..\\外面.docx", "C:\\windows\\x.docx", "a/../../x.docx", "..", "con"],
)
def test_no_member_gets_out_of_the_folder(tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.rglob("*") if ".unpacked" not in path.parts}
    [item] = unpacked(tmp_path, zip_bytes({name: b"1"}))
    home = (tmp_path / "out" / ".unpacked").resolve()
    assert home in item.path.resolve().parents
    assert ".." not in item.source.split("/")
    after = {path for path in tmp_path.rglob("*") if ".unpacked" not in path.parts}
    assert {path.name for path in after - before} == {"送", "报送.zip", "out"}


def test_archives_in_archives_and_members_of_one_name(tmp_path: Path) -> None:
    inner = zip_bytes({"c.docx": b"3"})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("内.zip", inner)
        packed.writestr("a.docx", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("a.docx", b"2")
    items = unpacked(tmp_path, target.getvalue())
    assert sources(items) == ["报送.zip/a(2).docx", "报送.zip/a.docx", "报送.zip/内.zip/c.docx"]
    assert sorted(item.path.read_bytes() for item in items) == [b"1", b"2", b"3"]


def test_archives_nested_without_end_are_refused(tmp_path: Path) -> None:
    data = zip_bytes({"a.docx": b"1"})
    for _ in range(5):
        data = zip_bytes({"z.zip": data})
    assert set(codes(unpacked(tmp_path, data)).values()) == {"zip_bomb"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04 broken", "damaged_zip"),
        (b"Rar!\x1a\x07", "type_mismatch"),
        (zip_bytes({}), "unsupported_type"),
        (zip_bytes({"空/": b""}), "unsupported_type"),
    ],
)
def test_an_archive_that_cannot_be_opened_is_one_record(tmp_path: Path, data: bytes, code: str) -> None:
    assert codes(unpacked(tmp_path, data)) == {"报送.zip": code}


def test_a_bomb_is_refused_and_its_neighbour_read(tmp_path: Path) -> None:
    items = unpacked(tmp_path, zip_bytes({"a.docx": bytes(20_000_000), "b.docx": b"2"}))
    assert codes(items) == {"报送.zip/a.docx": "zip_bomb"}
    assert not next(item for item in items if item.error).path.exists()


def test_limits_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 1000)
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 2500)
    members = {"a.docx": os.urandom(1001), "b.docx": os.urandom(900), "c.docx": os.urandom(900)}
    assert codes(unpacked(tmp_path, zip_bytes(members))) == {
        "报送.zip/a.docx": "too_large", "报送.zip/c.docx": "zip_bomb",
    }  # fmt: skip
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    assert codes(unpacked(tmp_path, zip_bytes(members))) == {"报送.zip": "zip_bomb"}


def test_a_damaged_or_locked_member_does_not_stop_the_others(tmp_path: Path) -> None:
    data = bytearray(zip_bytes({"a.docx": b"A" * 500, "b.docx": b"B" * 500}, compress=False))
    data[data.index(b"A" * 500)] ^= 0xFF
    assert codes(unpacked(tmp_path, bytes(data))) == {"报送.zip/a.docx": "damaged_zip"}
    for place in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1  # the flag of a password
    assert codes(unpacked(tmp_path, bytes(data))) == {"报送.zip/a.docx": "encrypted"}


def test_without_a_place_to_unpack_an_archive_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_bytes({"a.docx": b"1"}))
    assert sources(collect([tmp_path])) == ["a.zip"]


# ── files that are the same ─────────────────────────────────────────────────────────────────────────────────


def test_twins_do_not_depend_on_order_and_leave_empty_files_alone() -> None:
    def analysis(source: str, sha256: str | None, code: str = "no_text") -> Analysis:
        return Analysis(source=source, sha256=sha256, status="error", error=notice(code))

    every = [
        analysis("c/X.docx", "1"), analysis("a/x.docx", "2"), analysis("b.docx", "1"), analysis("d.docx", None),
        analysis("e.docx", "0", "empty_file"), analysis("f.docx", "0", "empty_file"),
    ]  # fmt: skip
    marked = mark_twins(every)
    assert marked == mark_twins(every[::-1])
    assert {a.source: [w.code for w in a.warnings] for a in marked if a.warnings} == {
        "a/x.docx": ["name_clash"], "b.docx": ["duplicate"], "c/X.docx": ["duplicate", "name_clash"],
    }  # fmt: skip
