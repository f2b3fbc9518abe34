"""archive() as --py-files: the package that the workers import is the zip file, its native files included."""

import os
import pathlib
import subprocess
import sys

import pyspark
from conftest import KEYS, TIME

import sallyport
import sallyport.spark

JOB = """
from pyspark.sql import SparkSession
import sallyport, sallyport.spark as sally

def where(_):
    import sallyport._native
    yield sallyport.__file__ + " " + sallyport._native.load().KIND

spark = SparkSession.builder.getOrCreate()
urls = spark.createDataFrame([("https://bucket.s3.eu-west-1.amazonaws.com/a",)], "url string")
print("WORKER", spark.sparkContext.parallelize([0], 1).mapPartitions(where).first())
print("SIGNED", urls.transform(sally.with_presigned, "url", region="eu-west-1", time=%d).first()["presigned_url"])
"""


def test_a_job_runs_from_the_zip_file(tmp_path):
    archive = sallyport.spark.archive(tmp_path / "sallyport.zip")
    job = tmp_path / "job.py"
    job.write_text(JOB % TIME)
    environment = dict(os.environ, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, **KEYS)
    environment.pop("PYTHONPATH", None)
    submit = pathlib.Path(pyspark.__file__).parent / "bin" / "spark-submit"
    done = subprocess.run(
        [str(submit), "--master", "local[2]", "--conf", "spark.ui.enabled=false", "--py-files", archive, str(job)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=300,
    )
    lines = dict(line.split(" ", 1) for line in done.stdout.decode().splitlines() if " " in line)
    assert lines.get("WORKER", "").endswith("sallyport.zip/sallyport/__init__.py extension"), done.stderr.decode()[-3000:]
    signer = sallyport.Signer.from_env(KEYS, region="eu-west-1")
    assert lines["SIGNED"] == signer.presign("GET", "https://bucket.s3.eu-west-1.amazonaws.com/a", time=TIME)
