"""Encryption of a file as a row of chunks: a changed, cut, moved or swapped chunk does not open."""

import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto import SealBroken

CHUNK_BYTES = 64 * 1024  # of plain bytes; only the last chunk of a file is shorter
SEALED_CHUNK_BYTES = CHUNK_BYTES + 16
_FORMAT = b"KCF1"
_KEY_ID_BYTES = 4
_SALT_BYTES = 16
HEADER_BYTES = len(_FORMAT) + _KEY_ID_BYTES + _SALT_BYTES


class FileKeys:
    """Secrets that files are sealed under: the installation's, or one person's own.

    The first secret writes; all of them read (rotation)."""

    def __init__(self, *secrets: str | bytes) -> None:
        materials = [secret.encode() if isinstance(secret, str) else secret for secret in secrets]
        self._materials = {_key_id(material): material for material in materials}
        self._writer = next(iter(self._materials))

    def sealer(self, name: str) -> "ChunkSealer":
        """For the one writing of the file of this name."""
        header = _FORMAT + self._writer + os.urandom(_SALT_BYTES)
        return ChunkSealer(header, self._cipher(header, name))

    def opener(self, name: str, header: bytes) -> "ChunkOpener":
        """For reading the file of this name from its start. Raises SealBroken."""
        if len(header) != HEADER_BYTES or not header.startswith(_FORMAT):
            raise SealBroken("no sealed file")
        return ChunkOpener(header, self._cipher(header, name))

    def _cipher(self, header: bytes, name: str) -> AESGCM:
        """A key that no other file shares, so that the number of a chunk may be its nonce."""
        key_id, salt = header[len(_FORMAT) : -_SALT_BYTES], header[-_SALT_BYTES:]
        if key_id not in self._materials:
            raise SealBroken("no key with this id")
        info = b"khuyen-cong-bot file " + name.encode()
        return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=info).derive(self._materials[key_id]))


class ChunkSealer:
    """Seals the chunks of one file, in order."""

    def __init__(self, header: bytes, cipher: AESGCM) -> None:
        self.header = header
        self._cipher = cipher
        self._number = 0

    def seal(self, plain: bytes, *, is_last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), plain, self.header)
        self._number += 1
        return sealed


class ChunkOpener:
    """Opens the chunks of one file, in order."""

    def __init__(self, header: bytes, cipher: AESGCM) -> None:
        self._header = header
        self._cipher = cipher
        self._number = 0

    def open(self, sealed: bytes, *, is_last: bool) -> bytes:
        """The plain bytes. Raises SealBroken."""
        try:
            plain = self._cipher.decrypt(_nonce(self._number, is_last), sealed, self._header)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            raise SealBroken("damaged, cut off, or moved from another place") from None
        self._number += 1
        return plain


def plain_size(sealed_bytes: int) -> int:
    """How many plain bytes a sealed file of this length holds."""
    body = max(sealed_bytes - HEADER_BYTES, 0)
    chunks = -(-body // SEALED_CHUNK_BYTES)
    return max(body - chunks * (SEALED_CHUNK_BYTES - CHUNK_BYTES), 0)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _key_id(material: bytes) -> bytes:
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"khuyen-cong-bot file key id").derive(material)
    return sha256(key).digest()[:_KEY_ID_BYTES]
