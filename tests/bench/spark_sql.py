"""sally_presign beside sha2(url, 256) in Spark SQL on local[2], over the same rows: "name nanoseconds" per row.

Run with `make spark-bench`. Best of several rounds. Spark's own benchmarks write to the format "noop", which takes every
value and does nothing with it; counting the characters of a long result would measure the counting.
"""

import os
import sys
import time

ROWS = 1000000
ROUNDS = 5
SQL = "SELECT %s AS value FROM urls"
FORMS = {
    "spark sha2": SQL % "sha2(url, 256)",
    "spark sally_presign": SQL % "sally_presign(url)",
    "spark by_row": SQL % "nvl(sally_presign(url), '')",  # as a part of an expression: see BatchPresign
}


def main():
    from pyspark.sql import SparkSession

    os.environ.update(
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",  # noqa: S106
        SPARK_LOCAL_IP="127.0.0.1",
    )
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", ",".join(sys.argv[1:]))
        .config("spark.sql.extensions", "io.sallyport.spark.SallyportExtensions")
        .config("spark.sql.codegen.fallback", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    urls = "SELECT concat('https://bucket.s3.eu-west-1.amazonaws.com/data/', id, '.csv') AS url FROM range(0, %d, 1, 2)"
    spark.sql(urls % ROWS).createOrReplaceTempView("made")
    spark.sql("CACHE TABLE urls AS SELECT * FROM made")
    best = {}
    for _ in range(ROUNDS):
        for name, sql in FORMS.items():
            start = time.perf_counter()
            spark.sql(sql).write.format("noop").mode("overwrite").save()
            taken = (time.perf_counter() - start) * 1e9 / ROWS
            best[name] = min(taken, best.get(name, taken))
    for name, nanoseconds in best.items():
        print("%s %.0f" % (name.replace(" ", "_"), nanoseconds))
    spark.stop()


if __name__ == "__main__":
    main()
