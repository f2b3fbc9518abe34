"""PySpark on a real cluster: the package out of its zip file, the four jobs, where secrets must not be, killed processes."""

import json
import pathlib
import subprocess
import time

import pytest
from conftest import sessions, user_environment
from exposure import assert_no_secret, logged, rest
from killing import executors, python_workers, run_and_kill

import sallyport.spark as sally

HERE = pathlib.Path(__file__).parent
URLS, TASKS = 600000, 12
MESSAGES, PARTITIONS = 400, 8


def publishing(lab):
    return {"port": lab.iot["port_443"], "cert": lab.iot["device"]["cert"], "key": lab.iot["device"]["key"]}


def resolve(lab):
    return {lab.aws["sts_host"]: lab.aws["address"], lab.iot["host"]: lab.iot["address"]}


def last_record(lab):
    return max([record["number"] for record in lab.records()] or [0])


def topics(lab, after):
    """The topics of what IoT took; a connection that a killed process left unfinished has no message."""
    taken = [record for record in lab.records(after) if record["stand_in"] == "iot" and record.get("status") == 200]
    return [record["detail"]["message"]["topic"] for record in taken]


@pytest.fixture(scope="module")
def submitted(cluster, options, lab, archive, python, proofs, tmp_path_factory):
    """Runs four_jobs.py once; gives what it wrote, what was published, and what its driver printed."""
    directory = tmp_path_factory.mktemp("job")
    caller = "https://%s:%d/?Action=GetCallerIdentity&Version=2011-06-15" % (lab.aws["sts_host"], lab.aws["port"])
    given = {
        "ca": lab.ca,
        "resolve": resolve(lab),
        "caller": caller,
        "messages": [("lab/pyspark/%d" % i, "row %d" % i) for i in range(10)] + [("lab/#", "refused"), (None, "null")],
        "endpoint": lab.iot["host"],
        "iot": publishing(lab),
        "certificate": lab.metadata["certificate"],
        "proofs": proofs,
    }
    (directory / "given.json").write_text(json.dumps(given))
    command = [cluster.home + "/bin/spark-submit", "--py-files", archive]
    for key, value in options.items():
        command += ["--conf", "%s=%s" % (key, value)]
    command += [str(HERE / "four_jobs.py"), str(directory / "given.json"), str(directory / "result.json")]
    before = last_record(lab)
    environment = dict(user_environment(), PYSPARK_PYTHON=python, SPARK_HOME=cluster.home)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-5000:] + cluster.logs()
    return {**json.loads((directory / "result.json").read_text()), "given": given, "said": said, "topics": topics(lab, before)}


def test_the_workers_have_the_package_from_the_zip_file_and_credentials_from_their_environment(submitted, cluster):
    seen = set()
    for worker in submitted["where"]:
        archive, package = worker["package"].split("/sallyport.zip/")
        assert package == "sallyport/__init__.py" and archive + "/sallyport.zip" in worker["path"]
        assert not [entry for entry in worker["path"] if "bindings" in entry]
        assert worker["backend"] == "extension"
        assert worker["credentials"] == ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
        seen.add(pathlib.Path(worker["executor"]).relative_to(cluster.directory).parts[0])
    assert seen == {"worker-1", "worker-2"}


def test_presign_and_sign(submitted, lab):
    for row in submitted["presign"][:2]:
        assert lab.aws["access_key_id"] in row["batch"] and row["series"].startswith(submitted["given"]["caller"] + "&")
    for row in submitted["sign"][:2]:
        assert row["s"]["error"] is None and lab.aws["access_key_id"] in row["s"]["headers"]["Authorization"]
    for presigned, signed in zip(submitted["presign"][2:], submitted["sign"][2:]):
        assert presigned["batch"] is None and presigned["series"] is None
        assert signed["s"]["headers"] is None and signed["s"]["error"]["name"]


@pytest.mark.parametrize("way", ["presigned", "with headers", "signed"])
def test_the_service_takes_each_kind_of_signature(submitted, lab, way):
    rows = [row["a"] for row in submitted["reach"][way]]
    for answer in rows[:2]:
        assert (answer["status"], answer["error"]) == (200, None)
        assert lab.aws["account_id"] in answer["body"] and answer["headers"]["Content-Type"]
    for answer in rows[2:]:
        assert answer["status"] is None and answer["body"] is None and answer["error"]["name"]


def test_an_answer_that_refuses_is_an_answer(submitted):
    statuses = [row["a"]["status"] for row in submitted["reach"]["unsigned"]]
    assert statuses == [403, 403, None, None]
    assert submitted["reach"]["unsigned"][2]["a"]["error"]["name"] == "INVALID_URL"


def test_iot_writer_publishes_the_good_rows_and_counts_the_others(submitted):
    assert submitted["publish"] == [10, 2]
    assert sorted(submitted["topics"]) == ["lab/pyspark/%d" % i for i in range(10)]


def test_identities_are_verified_row_by_row(submitted, proofs):
    for form in ("batch", "series"):
        verified, stale, missing = (row[form] for row in submitted["verify"])
        assert (verified["instance_id"], verified["audience"]) == ("i-lab0000000000000001", proofs[0][3])
        assert verified["error"] is None
        assert (stale["instance_id"], stale["error"]["name"]) == (None, "AUDIENCE_MISMATCH")
        assert (missing["instance_id"], missing["error"]["name"]) == (None, "INVALID_ARGUMENT")


def test_no_secret_in_plans_ui_event_log_or_logs(submitted, cluster, lab):
    written = logged(cluster)
    for function in ("presigned", "signed", "answered", "verified"):  # the search sees what it should
        assert function + "(" in submitted["shown"] and function + "(" in written
    assert "CoarseGrainedExecutorBackend" in written and "Starting Spark worker" in written
    for text in (submitted["shown"], written, submitted["said"]):
        assert_no_secret(text, lab)


@pytest.fixture(scope="module")
def spark(options, archive, python):
    """A session of this process, whose jobs are disturbed."""
    with sessions(options, {"PYSPARK_PYTHON": python}) as make:
        session = make(**{"spark.sql.execution.arrow.maxRecordsPerBatch": "5000"})
        session.sparkContext.addPyFile(archive)
        yield session


def check(spark, victims, killed, failures):
    """That tasks failed for the right reason, and that executors which were killed are gone."""
    reasons = {
        executors: ["ExecutorLostFailure"],
        # the executor's side of the socket, whatever it was doing
        python_workers: [
            "Python worker exited unexpectedly",
            "Connection reset",
            "Broken pipe",
            "Unexpected end of input",
            "EOFException",
        ],
    }[victims]
    assert any(reason in failure for failure in failures for reason in reasons), failures
    active = {executor["id"] for executor in rest(spark, "executors")}
    assert victims is python_workers or not active & set(killed)


@pytest.mark.parametrize("victims", [executors, python_workers])
def test_arrow_batches_survive_the_kill_of(spark, victims):
    def job():
        urls = spark.range(0, URLS, 1, TASKS).selectExpr(
            "concat('https://bucket.s3.eu-west-1.amazonaws.com/', lpad(id, 8, '0')) AS url"
        )
        signed = urls.transform(sally.with_presigned, "url", into="signed")
        total = "count(signed)", "min(length(signed))", "max(length(signed))", "count(DISTINCT substr(signed, 1, 50))"
        return tuple(signed.selectExpr(*total).first())

    (rows, shortest, longest, distinct), killed, failures = run_and_kill(spark, job, victims)
    assert (rows, distinct) == (URLS, URLS) and shortest == longest > 200
    check(spark, victims, killed, failures)


@pytest.mark.parametrize("victims", [executors, python_workers])
def test_every_message_arrives_at_least_once_after_the_kill_of(spark, lab, victims):
    def paced(row):
        time.sleep(0.01)  # a partition takes as long as it does with a server farther away
        return row.topic

    kind = victims.__name__
    rows = [("kill/%s/%d" % (kind, i), "payload %d" % i) for i in range(MESSAGES)]
    df = spark.createDataFrame(rows, "topic string, payload string").repartition(PARTITIONS)
    published = spark.sparkContext.accumulator(0)
    options = dict(publishing(lab), verify=lab.ca, resolve=resolve(lab), proxy=False)
    writer = sally.iot_writer(lab.iot["host"], topic=paced, qos=1, published=published, **options)
    before = last_record(lab)
    _, killed, failures = run_and_kill(spark, lambda: df.foreachPartition(writer), victims)
    arrived = topics(lab, before)
    assert set(arrived) == {topic for topic, _ in rows}
    assert len(arrived) >= MESSAGES
    assert published.value == MESSAGES  # tasks that failed do not count
    check(spark, victims, killed, failures)
