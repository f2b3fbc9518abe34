"""Runs the command in this process, as a user would at a terminal or in a script."""

import io
import json
import sys

import pytest

from sallyport._command import main


class Ended:
    """What a run left."""

    def __init__(self, status, captured):
        self.status = status
        self.bytes = captured.out
        self.out = captured.out.decode("utf-8", "replace")
        self.err = captured.err.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def command(capsysbinary, monkeypatch, tmp_path):
    """command(*words, stdin=b"") -> Ended. No files of the user are looked at."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))

    def run(*words, stdin=b""):
        capsysbinary.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        return Ended(main([str(word) for word in words]), capsysbinary.readouterr())

    return run


@pytest.fixture
def keys(monkeypatch):
    """Credentials in the environment, whose secret parts are to be found nowhere."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
