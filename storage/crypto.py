"""Field encryption: AES-256-GCM, bound to where the value lives, with the key's id in front."""

import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_DATA_KEY_BYTES = 32


class SealBroken(Exception):
    """The ciphertext is damaged, belongs elsewhere, or was written under a key that is gone."""


class Vault:
    """Seals and opens field values. The first secret writes; all of them read (rotation)."""

    def __init__(self, *secrets: str) -> None:
        self._ciphers = {identity: AESGCM(key) for identity, key in map(_key, secrets)}
        self._writer = next(iter(self._ciphers))
        self._digest_keys = [_derived(secret, b"khuyen-cong-bot look-up") for secret in secrets]

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypts for one place (table, column and owner), where alone it can be opened."""
        return self._seal(plain.encode(), place)

    def open(self, sealed: bytes, place: str) -> str:
        """The plain text. Raises SealBroken."""
        return self._open(sealed, place).decode()

    def open_if_whole(self, sealed: bytes, place: str) -> str | None:
        """The plain text, or None under a broken seal."""
        try:
            return self.open(sealed, place)
        except SealBroken:
            return None

    def is_current(self, sealed: bytes) -> bool:
        """True when the newest secret has sealed it; anything else waits for rotation."""
        return sealed[:_KEY_ID_BYTES] == self._writer

    def knows(self, sealed: bytes) -> bool:
        """True when one of the secrets has sealed it, whatever has become of it since."""
        return sealed[:_KEY_ID_BYTES] in self._ciphers

    def wrap(self, key: "DataKey", place: str) -> bytes:
        """A person's key, sealed so that it may be stored."""
        return self._seal(key.material, place)

    def unwrap(self, wrapped: bytes, place: str) -> "DataKey":
        """Raises SealBroken."""
        return DataKey(self._open(wrapped, place))

    def digest(self, value: str) -> str:
        """A keyed hash by which a value is looked up without standing in the database."""
        return self.digests(value)[0]

    def digests(self, value: str) -> list[str]:
        """The hashes of a value under every secret, the newest first."""
        return [hmac.digest(key, value.encode(), sha256).hex() for key in self._digest_keys]

    def _seal(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return self._writer + nonce + self._ciphers[self._writer].encrypt(nonce, plain, place.encode())

    def _open(self, sealed: bytes, place: str) -> bytes:
        identity, rest = sealed[:_KEY_ID_BYTES], sealed[_KEY_ID_BYTES:]
        cipher = self._ciphers.get(identity)
        if cipher is None:
            raise SealBroken("no key with this id")
        return _decrypted(cipher, rest, place)


@dataclass(frozen=True, slots=True)
class DataKey:
    """One person's key. Whatever it sealed is gone with it, in every copy."""

    material: bytes = field(default_factory=lambda: os.urandom(_DATA_KEY_BYTES), repr=False)

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypts for one place, where alone it can be opened."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.material).encrypt(nonce, plain.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The plain text. Raises SealBroken."""
        return _decrypted(AESGCM(self.material), sealed, place).decode()


def _decrypted(cipher: AESGCM, sealed: bytes, place: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):  # ValueError: cut off inside the nonce
        raise SealBroken("damaged, or moved from another place") from None


def _key(secret: str) -> tuple[bytes, bytes]:
    key = _derived(secret, b"khuyen-cong-bot field encryption")
    return sha256(key).digest()[:_KEY_ID_BYTES], key


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(secret.encode())
