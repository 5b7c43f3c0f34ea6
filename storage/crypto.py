"""Field encryption: AES-256-GCM, bound to where the value lives, with the key's id in front."""

import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_ID_BYTES = 4
_NONCE_BYTES = 12


class SealBroken(Exception):
    """The ciphertext is damaged, belongs elsewhere, or was written under a key that is gone."""


class Vault:
    """Seals and opens field values. The first secret writes; all of them read (rotation)."""

    def __init__(self, *secrets: str) -> None:
        self._ciphers = {identity: AESGCM(key) for identity, key in map(_key, secrets)}
        self._writer = next(iter(self._ciphers))

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypts for one place (table, column and owner), where alone it can be opened."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._writer].encrypt(nonce, plain.encode(), place.encode())
        return self._writer + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """The plain text. Raises SealBroken."""
        identity, rest = sealed[:_KEY_ID_BYTES], sealed[_KEY_ID_BYTES:]
        cipher = self._ciphers.get(identity)
        if cipher is None:
            raise SealBroken("no key with this id")
        try:
            plain = cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):  # ValueError: cut off inside the nonce
            raise SealBroken("damaged, or moved from another place") from None
        return plain.decode()

    def open_if_whole(self, sealed: bytes, place: str) -> str | None:
        """The plain text, or None under a broken seal."""
        try:
            return self.open(sealed, place)
        except SealBroken:
            return None


def _key(secret: str) -> tuple[bytes, bytes]:
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"khuyen-cong-bot field encryption").derive(
        secret.encode()
    )
    return sha256(key).digest()[:_KEY_ID_BYTES], key
