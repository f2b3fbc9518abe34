"""Settings of the process, each in a process of its own: there is one runtime for each."""

import subprocess
import sys

import pytest

import sallyport


def run(code):
    subprocess.run([sys.executable, "-c", "import sallyport\n" + code], check=True)


@pytest.mark.parametrize("backend", ["extension", "ctypes"])
def test_settings_are_made_before_the_first_object(backend, monkeypatch):
    monkeypatch.setenv("SALLYPORT_BACKEND", backend)
    run(
        "sallyport.runtime(max_procs=2)\n"
        "sallyport.runtime(max_procs=1, memory_limit=32 << 20)\n"
        "sallyport.new_audience()\n"
        "try:\n"
        "    sallyport.runtime(max_procs=2)\n"
        "except sallyport.UsageError as e:\n"
        "    assert e.name == 'INVALID_OPTION' and 'before the first call' in str(e), e\n"
        "else:\n"
        "    raise AssertionError('too late, and accepted')\n"
        "import os\n"
        "if os.fork() == 0:\n"
        "    sallyport.runtime(max_procs=2)\n"
        "    sallyport.new_audience()\n"
        "    os._exit(0)\n"
        "assert os.wait()[1] == 0\n"
    )


@pytest.mark.parametrize(
    "wrong", [{"max_procs": 0}, {"max_procs": 1025}, {"max_procs": "2"}, {"max_procs": True}, {"memory_limit": 1}]
)
def test_other_values_are_refused(wrong):
    with pytest.raises(sallyport.UsageError, match=next(iter(wrong))):
        sallyport.runtime(**wrong)
