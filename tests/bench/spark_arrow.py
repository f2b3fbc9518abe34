"""Presigns a column in PySpark on local[2]: by Arrow batches, and by a pandas UDF on boto3 for comparison.

Prints "name nanoseconds" lines: the time of a row, the best of several rounds. Run with the interpreter of
`make spark-venv`.
"""

import os
import sys
import time

import pandas
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, concat, length, lit, pandas_udf
from pyspark.sql.functions import sum as total

import sallyport.spark

ROWS, PEER_ROWS = 1_000_000, 8_000


def best(make, rows, rounds):
    lowest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        characters = make().select(total(length("signed"))).first()[0]
        lowest = min(lowest, (time.perf_counter_ns() - start) / rows)
        if not characters or characters < 200 * rows:
            raise SystemExit("not every row was presigned: nothing to measure")
    return lowest


def urls(spark, rows):
    key = col("id").cast("string")
    frame = spark.range(rows, numPartitions=2).select(
        concat(lit("https://bucket.s3.eu-west-1.amazonaws.com/reports/2026/"), key, lit(".csv")).alias("url")
    )
    return frame.cache()


def theirs(column: pandas.Series) -> pandas.Series:
    import boto3
    import botocore.config

    client = boto3.client(
        "s3",
        region_name="eu-west-1",
        config=botocore.config.Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )

    def one(url):
        return client.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": url.partition(".com/")[2]})

    return column.map(one)


def main():
    os.environ.update(
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        PYSPARK_PYTHON=sys.executable,
        SPARK_LOCAL_IP="127.0.0.1",
    )
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "3g")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    many, few = urls(spark, ROWS), urls(spark, PEER_ROWS)
    many.count(), few.count()
    peer = pandas_udf(theirs, "string")
    options = {"region": "eu-west-1", "service": "s3", "into": "signed"}
    print("spark_arrow", best(lambda: many.transform(sallyport.spark.with_presigned, "url", **options), ROWS, 4))
    udf = sallyport.spark.presign("url", region="eu-west-1", service="s3")
    print("spark_pandas", best(lambda: many.withColumn("signed", udf), ROWS, 3))
    print("spark_boto3", best(lambda: few.withColumn("signed", peer("url")), PEER_ROWS, 3))
    spark.stop()


if __name__ == "__main__":
    main()
