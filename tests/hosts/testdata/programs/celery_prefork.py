"""Runs a worker of tasks.py, with tasks that work and tasks that are left at their soft limit."""

import signal
import subprocess
import sys

import tasks

line = [sys.executable, "-m", "celery", "-A", "tasks", "worker", "--pool", "prefork", "-c", "2", "-l", "warning"]
worker = subprocess.Popen([*line, "--without-gossip", "--without-mingle", "--without-heartbeat"])
try:
    sent = [(task, task.delay()) for _ in range(3) for task in (tasks.use_all, tasks.wait)]
    for task, result in sent:
        outcome = result.get(timeout=50)
        assert outcome == "left" if task is tasks.wait else outcome > 0, outcome
finally:
    worker.send_signal(signal.SIGTERM)
    code = worker.wait(30)
assert code == 0, code
