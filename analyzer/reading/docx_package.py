"""The zip container of a docx: its members, inflated within limits, even if the archive was cut short.

In: the file's bytes. Out: the bytes of a named member, and warnings about the container.
Never knows XML or Word.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from analyzer.errors import ReadError

MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 100  # bytes out for a byte in, after the first FREE_BYTES
FREE_BYTES: Final = 1024 * 1024
MAX_MEMBERS: Final = 5_000

_LOCAL: Final = b"PK\x03\x04"
_LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")


class DamagedMember(Exception):
    """A member whose bytes cannot be had whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    name: str
    header: int  # offset of the local header
    packed: int | None  # None where the archive's directory is lost and the length unknown
    unpacked: int | None
    crc: int | None
    method: int
    encrypted: bool


class Package:
    """The members of one docx. Names are compared as OPC does: without case, with forward slashes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._taken_in = 0
        self._given_out = 0
        self._cache: dict[str, bytes] = {}
        self.warnings: dict[str, str | None] = {}
        self.is_salvaged = False  # the archive's directory was lost
        self._members: dict[str, _Member] = {}
        for member in self._directory():
            key = _key(member.name)
            if key in self._members:
                self.warnings["duplicate_part"] = member.name
            else:
                self._members[key] = member
        if len(self._members) > MAX_MEMBERS:
            raise ReadError("zip_bomb", f"部件超过 {MAX_MEMBERS} 个")
        self._check_claims()

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def member(self, name: str) -> bytes:
        """The bytes of ``name``.

        Raises:
            KeyError: there is no such member.
            DamagedMember: its bytes are not whole.
            ReadError: ``zip_bomb``, ``encrypted``.
        """
        key = _key(name)
        if key not in self._cache:
            self._cache[key] = self._inflate(self._members[key])
        return self._cache[key]

    def beginning(self, name: str, length: int = 2048) -> bytes:
        """The first bytes of a member, or none where they cannot be had: enough to see a DTD."""
        member = self._members[_key(name)]
        try:
            packed = self._packed(member)
            return bytes(packed[:length]) if member.method == 0 else zlib.decompressobj(-15).decompress(packed, length)
        except (DamagedMember, zlib.error):
            return b""

    def _directory(self) -> list[_Member]:
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
                infos = archive.infolist()
        except Exception:  # zipfile raises half a dozen kinds for a damaged directory; the members may still be whole
            return self._scanned()
        if len(infos) > MAX_MEMBERS:
            raise ReadError("zip_bomb", f"部件超过 {MAX_MEMBERS} 个")
        return [
            _Member(
                name=info.orig_filename, header=info.header_offset, packed=info.compress_size, unpacked=info.file_size,
                crc=info.CRC, method=info.compress_type, encrypted=bool(info.flag_bits & 1),
            )
            for info in infos if not info.filename.endswith("/")
        ]  # fmt: skip

    def _scanned(self) -> list[_Member]:
        """The members found by their local headers, where the directory at the end is lost or broken."""
        members: list[_Member] = []
        at = self._data.find(_LOCAL)
        while at >= 0 and at + _LOCAL_HEADER.size <= len(self._data):
            _, _, flags, method, _, _, crc, packed, unpacked, length, extra = _LOCAL_HEADER.unpack_from(self._data, at)
            start = at + _LOCAL_HEADER.size
            name = self._data[start : start + length].decode("utf-8" if flags & 0x800 else "cp437", "replace")
            sized = not flags & 8 and packed != 0xFFFFFFFF
            if length and name.isprintable() and not name.endswith("/"):
                members.append(
                    _Member(
                        name=name, header=at, packed=packed if sized else None, unpacked=unpacked if sized else None,
                        crc=crc if sized else None, method=method, encrypted=bool(flags & 1),
                    )
                )  # fmt: skip
            if len(members) > MAX_MEMBERS:
                raise ReadError("zip_bomb", f"部件超过 {MAX_MEMBERS} 个")
            at = self._data.find(_LOCAL, start + length + extra + (packed if sized else 0))
        if not members:
            raise ReadError("damaged_zip")
        self.warnings["repaired"] = "压缩目录损坏"
        self.is_salvaged = True
        return members

    def _check_claims(self) -> None:
        """Refuse by what the directory itself admits, before anything is inflated."""
        claimed = sum(member.unpacked or 0 for member in self._members.values())
        if claimed > MAX_UNPACKED or (claimed > FREE_BYTES and claimed > MAX_RATIO * len(self._data)):
            raise ReadError("zip_bomb", f"解压后约 {claimed // 1024 // 1024} MB")

    def _packed(self, member: _Member) -> memoryview:
        at = member.header
        if at < 0 or self._data[at : at + 4] != _LOCAL or at + _LOCAL_HEADER.size > len(self._data):
            raise DamagedMember(member.name)
        *_, length, extra = _LOCAL_HEADER.unpack_from(self._data, at)
        start = at + _LOCAL_HEADER.size + length + extra
        end = len(self._data) if member.packed is None else start + member.packed
        return memoryview(self._data)[start:end]

    def _inflate(self, member: _Member) -> bytes:
        if member.encrypted:
            raise ReadError("encrypted")
        packed = self._packed(member)
        self._taken_in += len(packed)
        allowed = min(MAX_UNPACKED, max(FREE_BYTES, MAX_RATIO * self._taken_in)) - self._given_out
        try:
            plain, whole = _decompress(packed, member.method, allowed + 1)
        except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError) as error:
            raise DamagedMember(member.name) from error
        self._given_out += len(plain)
        if len(plain) > allowed:
            raise ReadError("zip_bomb")
        if not whole or (member.method == 0 and member.packed not in (None, len(packed))):
            raise DamagedMember(member.name)
        if member.crc is not None and zlib.crc32(plain) != member.crc:
            self.warnings.setdefault("repaired", "校验和不符")
        return plain


def _decompress(packed: memoryview, method: int, limit: int) -> tuple[bytes, bool]:
    """At most ``limit`` bytes, and whether the stream came to its end."""
    if method == zipfile.ZIP_STORED:
        return bytes(packed[:limit]), True
    inflater: zlib._Decompress | bz2.BZ2Decompressor
    if method == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-15)
    elif method == zipfile.ZIP_BZIP2:
        inflater = bz2.BZ2Decompressor()
    else:
        raise ValueError(method)
    plain = inflater.decompress(packed, limit)
    return plain, inflater.eof or len(plain) == limit


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
