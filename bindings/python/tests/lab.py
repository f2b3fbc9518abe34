"""Starts the lab program (tests/lab) and reads its manifest."""

import json
import os
import shutil
import subprocess
import urllib.request

import pytest


class Lab:
    """The running stand-ins: the manifest's parts are attributes."""

    def __init__(self, root):
        self._root = root
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen(
            [self._binary(), "-ports", "ephemeral", "-manifest", "-"],
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

    def _binary(self):
        named = os.environ.get("SALLYPORT_LAB")
        if named:
            return named
        built = self._root / "build" / "tools" / "sallyport-lab"
        if built.exists():
            return str(built)
        if shutil.which("go") is None:
            pytest.skip("SKIPPED: the lab is not built (make lab-binary) and there is no Go to build it")
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["go", "build", "-o", str(built), "./lab"], cwd=str(self._root / "tests"), check=True)
        return str(built)

    def records(self, after=0):
        """What the stand-ins received, as a list."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.journal) as answer:
            records = json.loads(answer.read())
        return [record for record in records if record["number"] > after]
