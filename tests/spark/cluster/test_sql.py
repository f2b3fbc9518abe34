"""Spark SQL on a real cluster: the four jobs, a killed executor, missing credentials, and where secrets must not be."""

import json

import pytest
from exposure import assert_no_secret, logged, rest, shown
from killing import executors, run_and_kill

ROWS = 600000
TASKS = 12


def four_jobs(spark, lab, proofs):
    """Runs the four jobs; gives their rows by name."""
    rows = {}
    caller = "https://%s:%d/?Action=GetCallerIdentity&Version=2011-06-15" % (lab.aws["sts_host"], lab.aws["port"])
    rows["reach"] = spark.sql(
        """SELECT id, g.status, CAST(g.body AS string) AS body, g.error
           FROM (SELECT id, sally_https_get(sally_presign(url, 'GET', 60)) AS g
                 FROM (SELECT id, if(id = 3, 'no url', '%s') AS url FROM range(0, 4, 1, 2))) ORDER BY id"""
        % caller
    ).collect()
    rows["sign"] = spark.sql(
        """SELECT id, s.headers, s.error FROM (SELECT id, sally_sign('GET', if(id = 3, 'no url', '%s')) AS s
           FROM range(0, 4, 1, 2)) ORDER BY id"""
        % caller
    ).collect()
    rows["publish"] = spark.sql(
        """SELECT id, p.status, p.request_id, p.error FROM (SELECT id, sally_iot_publish(
             if(id = 3, 'lab/#', concat('lab/spark/', id)), concat('row ', id), 1) AS p FROM range(0, 4, 1, 2))
           ORDER BY id"""
    ).collect()
    frame = spark.createDataFrame(proofs, "id int, document string, signature string, audience string").repartition(2)
    frame.createOrReplaceTempView("proofs")
    rows["verify"] = spark.sql(
        """SELECT id, i.instance_id, i.audience, i.error
           FROM (SELECT id, sally_verify_identity(signature, document, audience) AS i FROM proofs) ORDER BY id"""
    ).collect()
    return rows


def device(lab):
    return {
        "spark.sallyport.tls.cert_file": lab.iot["device"]["cert"],
        "spark.sallyport.tls.key_file": lab.iot["device"]["key"],
    }


def test_the_four_jobs_and_no_secret_in_plans_ui_or_event_log(connect, cluster, lab, proofs):
    spark = connect(**device(lab))
    before = max([record["number"] for record in lab.records()] or [0])
    rows = four_jobs(spark, lab, proofs)

    for row in rows["reach"][:3]:
        assert (row.status, row.error) == (200, None) and lab.aws["account_id"] in row.body
    assert rows["reach"][3].status is None  # a bad URL presigns to null, and null is not fetched
    for row in rows["sign"][:3]:
        assert row.error is None and lab.aws["access_key_id"] in row.headers["Authorization"]
    assert rows["sign"][3].headers is None and rows["sign"][3].error.name
    for row in rows["publish"][:3]:
        assert (row.status, row.error) == (200, None) and row.request_id
    assert rows["publish"][3].status is None and rows["publish"][3].error.name
    published = json.dumps([record for record in lab.records(before) if record.get("stand_in") == "iot"])
    for i in range(3):
        assert published.count("/topics/lab/spark/%d" % i) + published.count("/topics/lab%%2Fspark%%2F%d" % i) >= 1
    verified, stale, missing = rows["verify"]
    assert (verified.instance_id, verified.audience, verified.error) == ("i-lab0000000000000001", proofs[0][3], None)
    assert (stale.instance_id, stale.error.name) == (None, "AUDIENCE_MISMATCH")
    assert (missing.instance_id, missing.error.name) == (None, "INVALID_ARGUMENT")

    query = "SELECT sally_presign(concat('https://bucket.s3.eu-west-1.amazonaws.com/', id)) FROM range(3)"
    plans = "".join(spark.sql("EXPLAIN %s %s" % (mode, query)).collect()[0][0] for mode in ("EXTENDED", "CODEGEN"))
    read = shown(spark) + plans
    spark.stop()
    for text in (read, logged(cluster)):  # the search sees what it should
        assert "sally_presign(" in text and "spark.sallyport.iot.endpoint" in text
        assert_no_secret(text, lab)


def test_a_job_survives_the_kill_of_an_executor_that_was_running_its_tasks(connect, lab):
    spark = connect()
    urls = "SELECT sally_presign(concat('https://bucket.s3.eu-west-1.amazonaws.com/', lpad(id, 8, '0'))) AS url"
    length = len(spark.sql(urls + " FROM range(1)").collect()[0].url)
    count = "SELECT count(url), sum(length(url)), count(DISTINCT substr(url, 1, 50)) FROM (%s FROM range(0, %d, 1, %d))"
    row, killed, _ = run_and_kill(spark, lambda: spark.sql(count % (urls, ROWS, TASKS)).collect()[0], executors)
    assert tuple(row) == (ROWS, ROWS * length, ROWS)
    gone = [executor for executor in rest(spark, "allexecutors") if executor["id"] in killed]
    assert not any(executor["isActive"] for executor in gone)


def test_an_executor_without_credentials_fails_the_job_and_says_why(connect):
    from pyspark.errors import PySparkException
    from py4j.protocol import Py4JJavaError

    spark = connect(**{"spark.executorEnv.AWS_SECRET_ACCESS_KEY": "", "spark.executorEnv.AWS_ACCESS_KEY_ID": ""})
    with pytest.raises((PySparkException, Py4JJavaError)) as caught:
        spark.sql("SELECT sally_presign('https://bucket.s3.eu-west-1.amazonaws.com/k')").collect()
    said = str(caught.value)
    assert "Sallyport cannot be set up on this executor" in said and "AWS_ACCESS_KEY_ID" in said
