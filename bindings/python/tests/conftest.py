"""Fixtures: every test runs with both backends (SALLYPORT_BACKEND names one); the lab and an HTTP server on demand."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
os.environ["BOTO_DISABLE_CRT"] = "true"  # awscrt is there for itself: botocore is compared with as most have it
# What is tested: the package of the checkout, or where a wheel is installed.
SOURCE = pathlib.Path(os.environ.get("SALLYPORT_SOURCE") or ROOT / "bindings" / "python" / "src")
sys.path.insert(0, str(SOURCE))
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from command import command, keys  # noqa: E402, F401
from lab import Lab  # noqa: E402
from server import Server  # noqa: E402

import sallyport  # noqa: E402

assert pathlib.Path(sallyport.__file__).parents[1] == SOURCE

KINDS = [os.environ["SALLYPORT_BACKEND"]] if os.environ.get("SALLYPORT_BACKEND") else ["extension", "ctypes"]
BACKENDS = {}
KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
TIME = 1440938160  # 2015-08-30T12:36:00Z


def load(kind):
    """A backend of this process."""
    if kind not in BACKENDS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SALLYPORT_BACKEND", kind)
            patch.setattr(sallyport._native, "_loaded", None)
            BACKENDS[kind] = sallyport._native.load()
    return BACKENDS[kind]


@pytest.fixture(params=KINDS, autouse=True)
def backend(request, monkeypatch):
    """The backend of the test; child processes get it too."""
    kind = request.param
    loaded = load(kind)
    assert kind == loaded.KIND
    monkeypatch.setattr(sallyport._native, "_loaded", loaded)
    monkeypatch.setenv("SALLYPORT_BACKEND", kind)
    return kind


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No proxy, CA or credentials of the machine reach a test."""
    for name in (*sallyport._env.PROXY, *sallyport._env.TRUST):
        monkeypatch.delenv(name, raising=False)
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory):
    """One for all tests: SoftHSM reads its environment once in a process."""
    import softhsm

    home = tmp_path_factory.mktemp("softhsm")
    softhsm.make(home)
    return home


@pytest.fixture
def signer():
    return sallyport.Signer(region="us-east-1", service="service", **KEYS)


@pytest.fixture
def server():
    """A plain HTTP server that records what arrives."""
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def lab():
    """The stand-ins of the clouds."""
    with Lab(ROOT) as running:
        yield running
