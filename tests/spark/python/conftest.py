"""A real Spark in this process, and the stand-ins of the clouds. Run with the interpreter of `make spark-venv`."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "bindings" / "python" / "src"), str(ROOT / "bindings" / "python" / "tests")]

from lab import Lab  # noqa: E402

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
TIME = 1440938160
CONNECT = bool(os.environ.get("SPARK_CONNECT"))


@pytest.fixture(scope="session")
def spark():
    from pyspark.sql import SparkSession

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(KEYS, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    os.environ["PYTHONPATH"] = str(ROOT / "bindings" / "python" / "src")
    # With SPARK_CONNECT=1 over Spark Connect: a server of its own, and a session that has no JVM.
    builder = SparkSession.builder
    builder = builder.remote("local[2]") if CONNECT else builder.master("local[2]")
    session = (
        builder.config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "3")
        .getOrCreate()
    )
    if not CONNECT:
        session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def lab():
    with Lab(ROOT) as running:
        yield running
