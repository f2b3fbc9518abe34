"""Starts the lab program (tests/lab) and reads its manifest."""

import json
import os
import pathlib
import shutil
import subprocess
import urllib.request

import pytest


def binary(root, name, package):
    """A program of the lab; SALLYPORT_LAB names the first, and the others are beside it."""
    named = os.environ.get("SALLYPORT_LAB")
    built = pathlib.Path(named).parent / name if named else root / "build" / "tools" / name
    if not built.exists():
        if shutil.which("go") is None:
            pytest.skip("SKIPPED: the lab is not built (make lab-binary) and there is no Go to build it")
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["go", "build", "-o", str(built), package], cwd=str(root / "tests"), check=True)
    return str(built)


class Lab:
    """The running stand-ins: the manifest's parts are attributes."""

    def __init__(self, root):
        self._root = root
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen(
            [binary(self._root, "sallyport-lab", "./lab"), "-ports", "ephemeral", "-manifest", "-"],
            stdin=subprocess.PIPE,  # its end ends the lab
            stdout=subprocess.PIPE,
        )
        manifest = json.loads(self._process.stdout.readline())
        self.__dict__.update(manifest)
        return self

    def __exit__(self, *exc_info):
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()

    def records(self, after=0):
        """What the stand-ins received, as a list."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.journal) as answer:
            records = json.loads(answer.read())
        return [record for record in records if record["number"] > after]


class Faults:
    """The running faults of tests/lab/causes: scenarios is what it says of them."""

    def __init__(self, root):
        self._root = root

    def __enter__(self):
        self._process = subprocess.Popen(
            [binary(self._root, "sallyport-lab-faults", "./lab/causes"), "-json", "-alone"],
            stdin=subprocess.PIPE,  # its end ends it
            stdout=subprocess.PIPE,
        )
        self.scenarios = json.loads(self._process.stdout.readline())
        return self

    def __exit__(self, *exc_info):
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
