"""python-daemon, which closes every descriptor, in front of which the library was used. Arguments: detach or stay, a file for the outcome."""

import os
import sys
import traceback

import daemon
import work

mode, path = sys.argv[1:]
work.use_all()
outcome = os.open(path, os.O_WRONLY)
context = daemon.DaemonContext(
    detach_process=mode == "detach", working_directory="/", files_preserve=[outcome], umask=0o077
)
try:
    with context:
        work.use_all()
        work.use_all()
        text = "works"
except BaseException:
    text = traceback.format_exc()
os.write(outcome, text.encode())
