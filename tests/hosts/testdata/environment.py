"""The runtime sees nothing of the host's environment. Argument: NAME=VALUE, as set."""

import multiprocessing
import os
import subprocess
import sys

import sallyport

variable = sys.argv[1]
name, value = variable.split("=", 1)


def work(_=None):
    signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret")
    for _ in range(200):
        signer.sign("GET", "https://sts.amazonaws.com/")
    assert len(sallyport.new_audience()) > 10
    assert os.environ[name] == value
    return os.getpid()


work()
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert os.getpid() not in pool.map(work, range(4))
assert variable.encode() in open("/proc/self/environ", "rb").read().split(b"\0")
child = [sys.executable, "-c", "import os, sys; sys.exit(os.environ[%r] != %r)" % (name, value)]
assert subprocess.run(child).returncode == 0
