"""concurrent.futures with each start method, and tasks on more workers than processors."""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import work

if __name__ == "__main__":
    method = sys.argv[1]
    work.use_all()
    if method == "threads":
        executor = ThreadPoolExecutor(8)
    else:
        executor = ProcessPoolExecutor(4, mp_context=multiprocessing.get_context(method))
    with executor:
        pids = set(executor.map(work.use_all, range(16)))
    assert (os.getpid() in pids) == (method == "threads"), pids
    work.use_all()
