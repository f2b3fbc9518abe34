"""A Celery application whose broker and results are files below HOSTS_DIRECTORY."""

import os

import celery
import work
from celery.exceptions import SoftTimeLimitExceeded

directory = os.environ["HOSTS_DIRECTORY"]
for name in ("queue", "control", "results"):
    os.makedirs(os.path.join(directory, name), exist_ok=True)
app = celery.Celery("tasks", broker="filesystem://", backend="file://" + os.path.join(directory, "results"))
app.conf.update(
    broker_transport_options={
        "data_folder_in": os.path.join(directory, "queue"),
        "data_folder_out": os.path.join(directory, "queue"),
        "control_folder": os.path.join(directory, "control"),
    },
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)


@app.task(name="use_all")
def use_all():
    return work.use_all()


@app.task(name="wait", soft_time_limit=1)
def wait():
    """The soft limit is an exception in the place where the task waits; the worker goes on."""
    try:
        work.subject.client.get(work.subject.BASE + "/held?id=never", deadline=30)
    except SoftTimeLimitExceeded:
        return "left"
    return "not left"
