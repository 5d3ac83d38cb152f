"""Wrong, broken, hostile and odd files: each has its own reason code and none escapes as another exception."""

from __future__ import annotations

import os
import socket
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from raw_docx import RELATIONSHIPS, docx, members, packed, paragraph, part, relationship, run

from analyzer.errors import ReadError
from analyzer.reading import SUFFIXES, read, read_bytes

BODY = paragraph("修路十二公里。")
GOOD = docx(BODY)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def zipped(**files: str) -> bytes:
    return packed({name.replace("__", "/"): text for name, text in files.items()})


def odt() -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})


def with_member(name: str, content: str | bytes, **options: object) -> bytes:
    return packed({**members(BODY, **options), name: content})  # type: ignore[arg-type]


def bomb() -> bytes:
    return packed({**members(BODY), "word/document.xml": part("document", "<w:body>" + paragraph("水" * 9_000_000))})


def lying_bomb() -> bytes:
    """Its directory claims a small size; only inflating shows."""
    data = bytearray(bomb())
    at = data.rfind(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", data, at + 24, 1000)
        at = data.rfind(b"PK\x01\x02", 0, at)
    return bytes(data)


def encrypted_member() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def legacy(*, sealed: bool = False) -> bytes:
    head = OLE.ljust(512, b"\0") + b"\xec\xa5" + b"\0" * 8 + struct.pack("<H", 0x0100 if sealed else 0)
    return head.ljust(1024, b"\0") + wide("WordDocument")


def document(xml: str) -> bytes:
    return packed({**members(BODY), "word/document.xml": xml})


DTD = '<!DOCTYPE x [<!ENTITY e "text">]>'
REFUSED = [
    ("a.docx", b"", "empty_file", "no bytes"),
    ("a.xyz", b"text", "unsupported_type", "a suffix not taken"),
    ("a", b"text", "unsupported_type", "no suffix"),
    ("a.docx", OLE.ljust(512, b"\0") + wide("EncryptedPackage"), "encrypted", "docx with a password"),
    ("a.docx", b"%TSD-Header-###%" + b"\0" * 999, "encrypted", "sealed by a client"),
    ("a.docx", b"\x62\x14\x23\x65" + b"\0" * 999, "encrypted", "sealed by another client"),
    ("a.docx", encrypted_member(), "encrypted", "zip with encrypted members"),
    ("a.docx", legacy(), "legacy_doc", "doc renamed docx"),
    ("a.doc", legacy(), "legacy_doc", "doc"),
    ("a.wps", OLE.ljust(900, b"\0"), "legacy_doc", "WPS' own format"),
    ("a.doc", legacy(sealed=True), "encrypted", "doc with a password"),
    ("a.docx", OLE.ljust(512, b"\0") + wide("Workbook"), "type_mismatch", "an old workbook"),
    ("a.docx", odt(), "type_mismatch", "OpenDocument renamed"),
    ("a.docx", zipped(xl__workbook_xml="<a/>"), "type_mismatch", "a workbook renamed"),
    ("a.docx", zipped(photo_jpg="x"), "type_mismatch", "any zip renamed"),
    ("a.docx", b"{\\rtf1 text}", "type_mismatch", "rtf renamed"),
    ("a.docx", b"<html><body>text</body></html>", "type_mismatch", "a web page renamed"),
    ("a.docx", "一段文字".encode(), "type_mismatch", "text renamed"),
    ("a.docx", b"%PDF-1.7\n", "type_mismatch", "pdf renamed"),
    ("a.doc", b"{\\rtf1 text}", "type_mismatch", "rtf named doc"),
    ("a.pdf", GOOD, "type_mismatch", "docx renamed pdf"),
    ("a.pdf", "一段文字".encode(), "type_mismatch", "text renamed pdf"),
    ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "type_mismatch", "picture renamed pdf"),
    ("a.txt", GOOD, "type_mismatch", "docx renamed txt"),
    ("a.txt", b"\x00\x01\x02\x03" * 99, "type_mismatch", "binary named txt"),
    ("~$a.docx", b"\x04user".ljust(162, b"\0"), "lock_file", "Word's owner file"),
    ("a.docx", GOOD[: len(GOOD) // 4], "damaged_zip", "cut before the main part ends"),
    ("a.docx", b"PK\x03\x04" + b"\xff" * 200, "damaged_zip", "only a signature"),
    ("a.docx", packed({}), "missing_part", "an empty zip"),
    ("a.docx", packed({"[Content_Types].xml": "<Types/>"}), "missing_part", "no main part"),
    ("a.docx", document(""), "missing_part", "an empty main part"),
    ("a.docx", document("<w:document>"), "damaged_xml", "the main part breaks off"),
    ("a.docx", document("<html/>"), "missing_part", "the main part is something else"),
    ("a.docx", document(part("document", "<w:body>" + "<w:sdt>" * 400 + "</w:sdt>" * 400 + "</w:body>")), "damaged_xml", "depth"),
    ("a.docx", document(DTD + part("document", "").split("?>", 1)[1]), "xml_entity", "DTD in the main part"),
    ("a.docx", document("<?xml version='1.0'?>" + " " * 5000 + DTD + "<x/>"), "xml_entity", "DTD far down"),
    ("a.docx", document(("\ufeff" + DTD + "<x/>").encode("utf-16")), "xml_entity", "DTD in UTF-16"),  # type: ignore[arg-type]
    ("a.docx", with_member("word/theme/theme1.xml", DTD + "<x/>"), "xml_entity", "DTD in a part not read"),
    ("a.docx", bomb(), "zip_bomb", "27 MB from 30 kB"),
    ("a.docx", lying_bomb(), "zip_bomb", "a bomb whose directory lies"),
    ("a.docx", packed({**members(BODY), **{f"m{n}": "" for n in range(5001)}}), "zip_bomb", "too many members"),
    ("a.docx", docx(""), "no_text", "nothing in the body"),
    ("a.docx", docx(paragraph("—— …… ！")), "no_text", "only signs"),
    ("a.docx", docx(paragraph("暗", look="<w:vanish/>")), "no_text", "only hidden text"),
    ("a.txt", "　\n——\n".encode(), "no_text", "blank text"),
    ("a.pdf", b"%PDF-1.7\ngarbage", "damaged_pdf", "pdf in name only"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code", "why"), REFUSED, ids=[row[3] for row in REFUSED])
def test_refused(name: str, data: bytes, code: str, why: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert caught.value.notice.code == code


def strict() -> bytes:
    xml = part("document", f"<w:body>{BODY}</w:body>")
    xml = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    files = {**members(BODY), "word/document.xml": xml}
    files["_rels/.rels"] = str(files["_rels/.rels"]).replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"
    )
    return packed(files)


def renamed_main() -> bytes:
    files = members(BODY)
    text = files.pop("word/document.xml")
    files["_rels/.rels"] = (
        f'<Relationships xmlns="{RELATIONSHIPS}">{relationship("a", "officeDocument", "/w/main.xml")}</Relationships>'
    )
    return packed({**files, "w/main.xml": text})


def duplicated() -> bytes:
    target = BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", part("document", f"<w:body>{paragraph('第二份')}</w:body>"))
    return target.getvalue()


def backslashes() -> bytes:
    return packed({name.replace("/", "\\"): content for name, content in members(BODY).items()})


def wrong_checksum() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 16] ^= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def bare() -> bytes:
    return packed({"word/document.xml": part("document", f"<w:body>{BODY}</w:body>")})


DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
READ = [
    ("a.docx", GOOD, set(), "plain"),
    ("a.DOCX", GOOD, set(), "suffix in capitals"),
    ("a.doc", GOOD, set(), "docx named doc, as Word opens it too"),
    ("a.docm", with_member("word/vbaProject.bin", b"\0", main_type=DOCM), {"active_content"}, "macros, which python-docx refuses"),
    ("a.dotx", docx(BODY, main_type=DOCM.replace("document", "template")), set(), "a template"),
    ("a.docx", strict(), set(), "ISO strict"),
    ("a.docx", renamed_main(), set(), "main part by its relationship"),
    ("a.docx", bare(), set(), "nothing but the main part"),
    ("a.docx", backslashes(), set(), "backslashes in member names"),
    ("a.docx", GOOD[:-30], {"repaired"}, "cut in the directory"),
    ("a.docx", b"junk" + GOOD, set(), "bytes before the zip"),
    ("a.docx", wrong_checksum(), {"repaired"}, "checksums differ, text whole"),
    ("a.docx", duplicated(), {"duplicate_part"}, "two members of one name: the first counts"),
    ("a.docx", docx(BODY, relationships=relationship("p", "image", "media/gone.png")), {"repaired"}, "a picture is missing"),
    ("a.docx", docx(BODY, parts={"styles.xml": "<w:styles>"}), {"repaired"}, "broken styles"),
    ("a.docx", docx(BODY, relationships=relationship("t", "attachedTemplate", "http://a/b.dotm", external=True)), {"active_content"}, "remote template"),
    ("a.docx", docx(BODY, relationships=relationship("h", "hyperlink", "http://a/", external=True)), set(), "a plain link"),
    ("a.docx", document(part("document", f"<w:body>{BODY}</w:body>").replace("修", "修\x07")), {"control_chars"}, "control character in the XML"),
    ("a.docx", document(part("document", f"<w:body>{BODY}</w:body>").replace("修", "修&#x1;")), {"control_chars"}, "and as a reference"),
    ("a.docx", document(part("document", f"<w:body>{BODY}<zz:new/></w:body>")), {"repaired"}, "an undeclared prefix"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "codes", "why"), READ, ids=[row[3] for row in READ])
def test_read_all_the_same(name: str, data: bytes, codes: set[str], why: str) -> None:
    document = read_bytes(data, name)
    assert document.text == "修路十二公里。"
    assert {warning.code for warning in document.warnings} == codes


def test_every_cut_and_flip_is_a_document_or_a_reason() -> None:
    """A small mutation run: no other exception, and a text that was read is the text that was written."""
    data = docx(BODY * 20, parts={"styles.xml": part("styles", "")})
    mended = 0
    for position in range(0, len(data), 7):
        for mutant in (data[:position], data[:position] + bytes([data[position] ^ 0x41]) + data[position + 1 :]):
            try:
                mended += "修路十二公里。" in read_bytes(mutant, "a.docx").text
            except ReadError as error:
                assert error.notice.code != "internal"  # noqa: PT017
    assert mended > 50


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = tmp_path / "报告.docx"
    good.write_bytes(GOOD)
    assert read(good).text == read(str(good)).text == "修路十二公里。"
    (tmp_path / "folder.docx").mkdir()
    (tmp_path / "link.docx").symlink_to(good)
    os.mkfifo(tmp_path / "pipe.docx")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # a socket's path must be short
        server.bind("socket.docx")
        expected = {
            "folder.docx": "not_a_file",
            "link.docx": "symlink",
            "pipe.docx": "not_a_file",
            "socket.docx": "not_a_file",
            "gone.docx": "unreadable",
            "nul\0.docx": "unreadable",
        }
        for name, code in expected.items():
            with pytest.raises(ReadError) as caught:
                read(tmp_path / name)
            assert (name, caught.value.notice.code) == (name, code)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "大.pdf"
    with path.open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.notice.code == "too_large"


def test_too_many_characters() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(("走访" * 2_500_001).encode(), "a.txt")
    assert caught.value.notice.code == "too_large"


def test_suffixes_are_lower_case() -> None:
    assert {".docx", ".pdf", ".txt", ".md", ".doc", ".wps"} <= SUFFIXES
    assert all(suffix == suffix.lower() for suffix in SUFFIXES)


def test_an_unforeseen_fault_is_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("analyzer.reading.detect", fails)
    with pytest.raises(ReadError) as caught:
        read_bytes(GOOD, "a.docx")
    assert caught.value.notice.code == "internal"


def test_run_helper_escapes() -> None:
    assert read_bytes(docx(paragraph(runs=run("A<B & 乙"))), "a.docx").text == "A<B & 乙"
