"""Spark SQL on a real cluster: the four jobs, a killed executor, missing credentials, and where secrets must not be."""

import json
import os
import pathlib
import signal
import threading
import time
import urllib.request

import pytest

import sallyport

ROWS = 600000
TASKS = 12


def fetch(url):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=20) as answer:
        return answer.read().decode("utf-8", "replace")


def rest(spark, path):
    context = spark.sparkContext
    return json.loads(fetch("%s/api/v1/applications/%s/%s" % (context.uiWebUrl, context.applicationId, path)))


def four_jobs(spark, lab):
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
    proofs = []
    for i in range(3):
        audience = sallyport.new_audience()
        service = sallyport.InstanceMetadata(endpoint=lab.metadata["hardened"])
        document, signature = service.identity(audience)
        text = [part.decode() if isinstance(part, bytes) else part for part in (document, signature)]
        proofs.append((i, text[0], text[1], [audience, sallyport.new_audience(), None][i]))
    frame = spark.createDataFrame(proofs, "id int, document string, signature string, audience string").repartition(2)
    frame.createOrReplaceTempView("proofs")
    rows["verify"] = spark.sql(
        """SELECT id, i.instance_id, i.audience, i.error
           FROM (SELECT id, sally_verify_identity(signature, document, audience) AS i FROM proofs) ORDER BY id"""
    ).collect()
    return rows, proofs


def device(lab):
    return {
        "spark.sallyport.tls.cert_file": lab.iot["device"]["cert"],
        "spark.sallyport.tls.key_file": lab.iot["device"]["key"],
    }


def test_the_four_jobs_and_no_secret_in_plans_ui_or_event_log(connect, cluster, lab):
    spark = connect(**device(lab))
    before = max([record["number"] for record in lab.records()] or [0])
    rows, proofs = four_jobs(spark, lab)

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
    ui = spark.sparkContext.uiWebUrl
    executions = rest(spark, "sql?details=true&planDescription=true&length=1000")
    pages = ["/environment/", "/SQL/", "/jobs/", "/stages/", "/executors/"]
    pages += ["/SQL/execution/?id=%s" % execution["id"] for execution in executions]
    shown = "".join(fetch(ui + page) for page in pages)
    shown += json.dumps(executions) + json.dumps(rest(spark, "environment")) + plans
    spark.stop()
    events = [p for p in (cluster.directory / "events").iterdir()]
    logged = "".join(p.read_text() for p in events)
    logged += cluster.logs()

    key = pathlib.Path(lab.iot["device"]["key"]).read_text().split("\n")[1]
    for text in (shown, logged):  # the search sees what it should
        assert "sally_presign(" in text and "spark.sallyport.iot.endpoint" in text
        for secret in (lab.aws["secret_access_key"], lab.aws["session_token"], key):
            assert secret not in text and json.dumps(secret)[1:-1] not in text


def executors(application):
    """Executor id to process id."""
    found = {}
    for process in pathlib.Path("/proc").iterdir():
        try:
            arguments = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in arguments and application in arguments:
            found[arguments[arguments.index("--executor-id") + 1]] = int(process.name)
    return found


def test_a_job_survives_the_kill_of_an_executor_that_was_running_its_tasks(connect, lab):
    spark = connect()
    urls = "SELECT sally_presign(concat('https://bucket.s3.eu-west-1.amazonaws.com/', lpad(id, 8, '0'))) AS url"
    length = len(spark.sql(urls + " FROM range(1)").collect()[0].url)
    result = {}

    def job():
        try:
            result["row"] = spark.sql(
                "SELECT count(url), sum(length(url)), count(DISTINCT substr(url, 1, 50)) "
                "FROM (%s FROM range(0, %d, 1, %d))"
                % (urls, ROWS, TASKS)
            ).collect()[0]
        except Exception as e:
            result["error"] = e

    thread = threading.Thread(target=job)
    thread.start()
    killed = None
    while thread.is_alive() and killed is None:
        processes = executors(spark.sparkContext.applicationId)
        for executor in rest(spark, "executors"):
            if executor["activeTasks"] and executor["completedTasks"] > 1 and executor["id"] in processes:
                killed = executor["id"]
                os.kill(processes[killed], signal.SIGKILL)
                break
        time.sleep(0.02)
    thread.join()
    assert killed is not None, "the job ended before an executor was seen running its tasks"
    assert "error" not in result, result
    assert tuple(result["row"]) == (ROWS, ROWS * length, ROWS)
    lost = [task for stage in rest(spark, "stages") for task in [stage["numFailedTasks"]] if task]
    assert lost, "the executor that was killed was running no task"
    gone = [executor for executor in rest(spark, "allexecutors") if executor["id"] == killed]
    assert not gone[0]["isActive"]


def test_an_executor_without_credentials_fails_the_job_and_says_why(connect):
    from pyspark.errors import PySparkException
    from py4j.protocol import Py4JJavaError

    spark = connect(**{"spark.executorEnv.AWS_SECRET_ACCESS_KEY": "", "spark.executorEnv.AWS_ACCESS_KEY_ID": ""})
    with pytest.raises((PySparkException, Py4JJavaError)) as caught:
        spark.sql("SELECT sally_presign('https://bucket.s3.eu-west-1.amazonaws.com/k')").collect()
    said = str(caught.value)
    assert "Sallyport cannot be set up on this executor" in said and "AWS_ACCESS_KEY_ID" in said
