"""Sallyport's four jobs once more, inside Spark: on executors, over rows, with bad rows among them.

    build/spark-venv/bin/python tests/demo/spark_demo.py [--lab build/tools/sallyport-lab]

Needs no account and no network. Exits with 0 only if everything held.
"""

import argparse
import json
import os
import sys

from job_verify import vector
from report import Report
from stand_ins import Lab

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def reach(spark, sally, lab, report):
    """1. reach: executors without DNS, by pinned address
    A column of URLs; the certificate is checked on the name in the URL.
    """
    reach = lab["reach"]
    resolve, ca = {name: reach["address"] for name in reach["hosts"]}, lab["ca"]
    urls = ["https://%s:%d/" % (name, reach["port"]) for name in reach["hosts"]]
    urls.append("https://%s:%d/" % (reach["address"], reach["port"]))  # the address as name: to be refused

    report.step("A request per row", "df.withColumn('answer', sallyport.spark.https_get('url', resolve=..., verify=...))")
    df = spark.createDataFrame([(url,) for url in urls], "url string").repartition(2)
    rows = df.withColumn("answer", sally.https_get("url", resolve=resolve, verify=ca)).collect()
    answers = {}
    for url, answer in rows:
        answers[url] = answer.error.name if answer.error else json.loads(answer.body)["vhost"]
    report.block("came back:", "\n".join("%s  %s" % pair for pair in answers.items()))
    for url, name in zip(urls, reach["hosts"]):
        report.check("%s is answered by the host of that name" % name, answers[url] == name)
    report.check("the bare address is refused", answers[urls[-1]] == "CERTIFICATE_NAME_MISMATCH")


def sign(spark, sally, lab, report):
    """2. sign: a column of requests, and a column of URLs
    Credentials are read on the executor from its profile files; none is in the job.
    """
    aws = lab["aws"]
    options = {
        "credentials": "profile",
        "profile": aws["profile"],
        "config_file": aws["config_file"],
        "credentials_file": aws["credentials_file"],
    }
    caller = "https://%s:%d/?Action=GetCallerIdentity&Version=2011-06-15" % (aws["sts_host"], aws["port"])
    rows = spark.createDataFrame([(1, caller), (2, "not a URL"), (3, None)], "id int, url string")
    client = {"verify": lab["ca"], "resolve": {aws["sts_host"]: aws["address"]}}

    report.step("Presigned URLs", "rows.transform(sallyport.spark.with_presigned, 'url', expires=60, profile=...)")
    presigned = rows.transform(sally.with_presigned, "url", expires=60, **options).cache()
    values = {row.id: row.presigned_url for row in presigned.collect()}
    report.block("row 1:", values[1])
    report.check("a bad row and a null are null", values[2] is None and values[3] is None)
    answer = presigned.where("id = 1").select(sally.https_get("presigned_url", **client).alias("answer")).first().answer
    report.wire(lab.arrived("aws"))
    report.check("the stand-in, which checks with AWS's own signer, accepts it", answer.status == 200)

    report.step("Signed headers", "rows.withColumn('signed', sallyport.spark.sign(lit('GET'), 'url', profile=...))")
    from pyspark.sql.functions import lit

    signed = rows.withColumn("signed", sally.sign(lit("GET"), "url", **options)).cache()
    errors = {row.id: row.signed.error for row in signed.where("id < 3").collect()}
    report.block("row 2:", str(errors[2]))
    report.check("the bad row has an error with its code", errors[1] is None and errors[2].name == "INVALID_URL")
    asked = signed.where("id = 1").select(sally.https_get("signed.url", headers="signed.headers", **client).alias("answer"))
    report.check("the signature is accepted", asked.first().answer.status == 200)
    lab.arrived("aws")


def publish(spark, sally, lab, report):
    """3. publish: the rows of a DataFrame to AWS IoT Core
    From each partition, over the port like 443 with ALPN x-amzn-http-ca and a client certificate.
    """
    iot = lab["iot"]
    rows = spark.createDataFrame([("data/%d" % n, '{"n":%d}' % n) for n in range(6)], "topic string, payload string")
    published = spark.sparkContext.accumulator(0)
    report.step("df.foreachPartition(sallyport.spark.iot_writer(%r, cert=..., qos=1))" % iot["host"])
    writer = sally.iot_writer(
        iot["host"],
        port=iot["port_443"],
        cert=iot["device"]["cert"],
        key=iot["device"]["key"],
        verify=lab["ca"],
        resolve={iot["host"]: iot["address"]},
        qos=1,
        published=published,
    )
    rows.repartition(2).foreachPartition(writer)
    records = lab.arrived("iot")
    report.wire(records[:1])
    topics = sorted(record["detail"]["message"]["topic"] for record in records)
    report.check("six rows are counted", published.value == 6)
    report.check("six messages arrived, one per row", topics == ["data/%d" % n for n in range(6)])
    report.check("each with ALPN x-amzn-http-ca", {r["tls"].get("alpn") for r in records} == {"x-amzn-http-ca"})


def verify(spark, sally, lab, report):
    """4. verify: a column of identities
    The published message of a real instance; a bad row has an error, and the job goes on.
    """
    signature = vector("real.txt")["signature"]
    rows = [(1, signature, "abc"), (2, signature, "abd"), (3, signature, None), (4, "MIIB", "abc")]
    df = spark.createDataFrame(rows, "id int, signature string, audience string")
    report.step("df.select(sallyport.spark.verify_identity('signature', audience='audience'))")
    verified = df.withColumn("who", sally.verify_identity("signature", audience="audience")).orderBy("id").collect()
    names = [row.who.error.name if row.who.error else row.who.instance_id for row in verified]
    report.block("rows:", "\n".join("%d  %s" % (row.id, name) for row, name in zip(verified, names)))
    report.check("the real message is verified", names[0] == "i-8vb9b97xf7msxi4k6tgx")
    report.check("another audience is refused", names[1] == "AUDIENCE_MISMATCH")
    report.check("a missing audience is not taken for none", verified[2].who.error is not None)
    report.check("no failed row has an identity", all(row.who.instance_id is None for row in verified[1:]))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    lab_program = os.path.join(ROOT, "build", "tools", "sallyport-lab")
    arguments.add_argument("--lab", default=lab_program, help="the lab program")
    options = arguments.parse_args()
    try:
        import pyspark
        from pyspark.sql import SparkSession

        import sallyport.spark
    except ImportError as e:
        sys.exit("demo: %s (run it through 'make demo')" % e)

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    report = Report()
    report.say("Spark %s, local[2]; every server is a local stand-in." % pyspark.__version__)
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    spark = builder.config("spark.log.level", "ERROR").config("spark.sql.shuffle.partitions", "2").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        with Lab(options.lab) as lab:
            for job in (reach, sign, publish, verify):
                with report.job("spark: " + job.__name__, job.__doc__):
                    job(spark, sallyport.spark, lab, report)
    finally:
        spark.stop()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
