"""A place for attachments, as the service would have it."""

from pathlib import Path

import pytest

from handlers.attachments.examiner import Examiner
from handlers.attachments.keeping import Attachments
from storage.blobs import Blobs
from storage.filecipher import FileKeys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def blobs(folder: Path) -> Blobs:
    return Blobs(folder)


@pytest.fixture
def keys() -> FileKeys:
    return FileKeys("a secret of the installation")


@pytest.fixture
def attachments(blobs: Blobs) -> Attachments:
    return Attachments(blobs, Examiner(seconds=60))  # a busy machine is no hostile file
