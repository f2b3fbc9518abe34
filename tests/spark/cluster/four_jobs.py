"""The four jobs in PySpark as a user sends them: spark-submit --py-files sallyport.zip four_jobs.py GIVEN RESULT.

GIVEN is a JSON file of addresses, paths on the executors and rows; RESULT is what came of the jobs, and what the UI said.
"""

import json
import sys

from exposure import shown
from pyspark.sql import SparkSession
from pyspark.sql.functions import lit

import sallyport.spark as sally


def where(rows):
    import os
    import sys

    import sallyport._native

    yield {
        "executor": os.getcwd(),
        "package": sallyport.__file__,
        "backend": sallyport._native.load().KIND,
        "path": sys.path,
        "credentials": sorted(name for name in os.environ if name.startswith("AWS_")),
    }


def rows(df):
    return [row.asDict(recursive=True) for row in df.orderBy("id").collect()]


def main(given, result):
    spark = SparkSession.builder.getOrCreate()
    out = {"where": spark.sparkContext.parallelize(range(4), 4).mapPartitions(where).collect()}
    options = {"verify": given["ca"], "resolve": given["resolve"], "proxy": False}
    caller, schema = given["caller"], "id int, url string"
    urls = spark.createDataFrame([(0, caller), (1, caller), (2, "no url"), (3, None)], schema).repartition(2)

    signed = urls.withColumn("s", sally.sign(lit("GET"), "url"))
    out["sign"] = rows(signed)
    batches = urls.transform(sally.with_presigned, "url", into="batch", expires=60)
    presigned = batches.withColumn("series", sally.presign("url", expires=60))
    out["presign"] = rows(presigned)

    reach = {
        "presigned": presigned.withColumn("a", sally.https_get("series", **options)),
        "with headers": signed.withColumn("a", sally.https_get("s.url", headers="s.headers", **options)),
        "signed": urls.withColumn("a", sally.https_get("url", credentials="environment", **options)),
        "unsigned": urls.withColumn("a", sally.https_get("url", **options)),
    }
    out["reach"] = {name: rows(df.select("id", "a")) for name, df in reach.items()}

    published, failed = (spark.sparkContext.accumulator(0) for _ in range(2))
    message = spark.createDataFrame(given["messages"], "topic string, payload string").repartition(2)
    iot = dict(given["iot"], qos=1, published=published, failed=failed, on_error=lambda row, error: None)
    message.foreachPartition(sally.iot_writer(given["endpoint"], **options, **iot))
    out["publish"] = [published.value, failed.value]

    columns = "id int, document string, signature string, audience string"
    proofs, names = spark.createDataFrame(given["proofs"], columns).repartition(2), ("signature", "document", "audience")
    series = sally.verify_identity(*names, certificates=given["certificate"])
    verified = proofs.transform(sally.with_identity, *names, into="batch", certificates=given["certificate"])
    out["verify"] = rows(verified.withColumn("series", series).select("id", "batch", "series"))

    plans = [df._jdf.queryExecution().toString() for df in (verified, presigned, signed, *reach.values())]
    out["shown"] = shown(spark) + "".join(plans)
    with open(result, "w", encoding="utf-8") as file:
        json.dump(out, file, default=lambda value: bytes(value).decode("utf-8"))
    spark.stop()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        main(json.load(file), sys.argv[2])
