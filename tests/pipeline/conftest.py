"""The samples as tables, made once, and a folder laid out as a user's."""

from __future__ import annotations

import itertools
import logging
import shutil
import signal
from pathlib import Path

import fsspec
import pytest

from tests.once import SAMPLES

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def here(tmp_path_factory, sample_tables) -> Path:
    """A folder with the samples in data/raw and their tables in data/parquet."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(SAMPLES)
    shutil.copytree(sample_tables, folder / "data" / "parquet")
    return folder


@pytest.fixture(scope="session")
def s3():
    """The address of an S3 server on this machine."""
    from moto.server import ThreadedMotoServer  # here, as most tests need none

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


@pytest.fixture
def interruptible():
    """Ctrl-C has its effect, also where the tests run in the background of a shell, which ignores it there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(params=["memory", "s3"])
def store(request, monkeypatch):
    """The URL of an empty bucket, and its file system."""
    if request.param == "s3":
        monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("s3"))
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    fs = fsspec.filesystem(request.param, skip_instance_cache=request.param == "s3")
    bucket = f"{request.param}://bucket-{next(_NUMBERS)}"
    fs.mkdir(bucket)
    return bucket, fs
