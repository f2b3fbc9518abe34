"""Ends processes of a cluster while they run a job."""

import os
import pathlib
import signal
import threading
import time

from exposure import rest

MOST = 3  # one task may fail four times before its job does


def _processes():
    """Process id to (parent's process id, arguments)."""
    found = {}
    for process in pathlib.Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            arguments = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            status = (process / "stat").read_text()
        except OSError:
            continue
        found[int(process.name)] = int(status.rpartition(")")[2].split()[1]), arguments
    return found


def executors(application):
    """Executor id to the process ids of the executor's JVM."""
    found = {}
    for number, (_, arguments) in _processes().items():
        if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in arguments and application in arguments:
            found[arguments[arguments.index("--executor-id") + 1]] = [number]
    return found


def python_workers(application):
    """Executor id to the process ids of the workers that its Python daemon forked."""
    processes = _processes()
    daemons = {number for number, (_, arguments) in processes.items() if "pyspark.daemon" in arguments}
    found = {}
    for executor, (jvm,) in executors(application).items():
        own = {number for number in daemons if processes[number][0] == jvm}
        found[executor] = [number for number in daemons if processes[number][0] in own]
    return found


def failures(spark):
    """What became of the tasks that failed, by (stage, task)."""
    found = {}
    for stage in rest(spark, "stages"):
        if stage["numFailedTasks"] or stage["numKilledTasks"]:
            for task in rest(spark, "stages/%d/%d/taskList?length=100000" % (stage["stageId"], stage["attemptId"])):
                if task["status"] in ("FAILED", "KILLED"):
                    found[stage["stageId"], task["taskId"]] = task.get("errorMessage", "")
    return found


def run_and_kill(spark, job, victims):
    """Runs job and, while its tasks run, sends SIGKILL to a process of an executor.

    victims is executors or python_workers. A process that had just finished a task is not
    missed, so another one follows until a task was hit. Gives the result of job, the ids of the
    executors and how the tasks failed.
    """
    result = {}

    def run():
        try:
            result["value"] = job()
        except Exception as e:
            result["error"] = e

    known = set(failures(spark))
    before = _completed(spark)
    thread = threading.Thread(target=run)
    thread.start()
    killed = []
    while thread.is_alive() and len(killed) < MOST and not set(failures(spark)) - known:
        victim = _running(spark, victims) if _completed(spark) > before + 1 else None
        if victim is None:
            time.sleep(0.02)
            continue
        executor, numbers = victim
        for number in numbers:
            os.kill(number, signal.SIGKILL)
        killed.append(executor)
        for _ in range(150):  # until Spark has noticed
            if not thread.is_alive() or set(failures(spark)) - known:
                break
            time.sleep(0.02)
    thread.join()
    assert killed, "the job ended before an executor was seen running its tasks"
    assert "error" not in result, result
    lost = {task: message for task, message in failures(spark).items() if task not in known}
    assert lost, "what was killed was running no task"
    return result["value"], killed, list(lost.values())


def _completed(spark):
    return sum(executor["completedTasks"] for executor in rest(spark, "allexecutors"))


def _running(spark, victims):
    """An executor with a task, and the processes to end."""
    processes = victims(spark.sparkContext.applicationId)
    for executor in rest(spark, "executors"):
        if executor["activeTasks"] and processes.get(executor["id"]):
            return executor["id"], processes[executor["id"]]
    return None
