"""sallyport.spark in local[2]: the same results as without Spark, row by row."""

import datetime
import json
import pathlib
import subprocess
import sys

import pytest
from conftest import CONNECT, KEYS, TIME

import sallyport
import sallyport.spark as sally
from sallyport.spark import _worker

# What the client of Spark Connect does not have: the JVM, accumulators, classes of a module that workers cannot import, and
# strings that are no UTF-8.
needs_jvm = pytest.mark.skipif(CONNECT, reason="Spark Connect has no such thing")

URLS = ["https://bucket.s3.eu-west-1.amazonaws.com/%d.csv" % i for i in range(8)]
OPTIONS = {"region": "eu-west-1", "time": TIME}


def expected(url, **options):
    signer = sallyport.Signer(
        access_key_id=KEYS["AWS_ACCESS_KEY_ID"], secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"], region="eu-west-1"
    )
    return signer.presign("GET", url, time=TIME, **options)


@pytest.fixture(scope="module")
def urls(spark):
    rows = [(i, url) for i, url in enumerate(URLS + [None, "not a url", ""])]
    return spark.createDataFrame(rows, "id int, url string").repartition(3)


def collected(df, column):
    return [row[column] for row in df.orderBy("id").collect()]


def test_presign_gives_what_the_signer_gives_and_null_for_bad_rows(urls):
    df = urls.withColumn("signed", sally.presign("url", **OPTIONS))
    assert collected(df, "signed") == [expected(url) for url in URLS] + [None, None, None]


def test_with_presigned_gives_the_same_by_arrow_batches(urls):
    df = urls.transform(sally.with_presigned, "url", into="signed", expires=datetime.timedelta(minutes=5), **OPTIONS)
    assert df.columns == ["id", "url", "signed"]
    assert collected(df, "signed") == [expected(url, expires=300) for url in URLS] + [None, None, None]


def test_presign_takes_another_scheme(spark):
    rows = [(0, "https://bucket.oss-cn-hangzhou.aliyuncs.com/a b.csv"), (1, None)]
    df = spark.createDataFrame(rows, "id int, url string")
    df = df.transform(sally.with_presigned, "url", into="signed", scheme="oss4", time=TIME)
    signer = sallyport.Signer.from_env(KEYS, scheme="oss4")
    assert collected(df, "signed") == [signer.presign("GET", rows[0][1], time=TIME), None]


def test_sign_gives_a_struct_and_bad_rows_an_error(urls):
    from pyspark.sql.functions import lit

    df = urls.withColumn("s", sally.sign(lit("PUT"), "url", headers={"X-Amz-Meta-A": "b"}, body="url", **OPTIONS))
    rows = collected(df, "s")
    signer = sallyport.Signer.from_env(KEYS, region="eu-west-1")
    for url, row in zip(URLS, rows):
        signed = signer.sign("PUT", url, headers={"X-Amz-Meta-A": "b"}, body=url, time=TIME)
        assert (row.url, row.headers, row.signature, row.error) == (url, dict(signed.headers), signed.signature, None)
    for row in rows[len(URLS) :]:
        assert row.url is None and row.headers is None and row.signature is None
        assert row.error.code and row.error.name and row.error.message


@needs_jvm
def test_text_that_is_no_utf8_is_a_bad_row_and_fails_nothing(spark, lab):
    from pyspark.sql.functions import expr, lit

    bad = expr("if(id = 1, cast(unhex('68FF') AS string), 'https://bucket.s3.eu-west-1.amazonaws.com/')")
    df = spark.range(0, 3, 1, 1).withColumn("text", bad)
    good, none, last = collected(df.withColumn("s", sally.presign("text", **OPTIONS)), "s")
    assert good and last and none is None
    _, row, _ = collected(df.withColumn("s", sally.sign(lit("GET"), "text", **OPTIONS)), "s")
    assert row.url is None and row.error.name == "INVALID_URL"
    assert {row.error.name for row in collected(df.withColumn("s", sally.verify_identity("text")), "s")} == {"SIGNATURE_MALFORMED"}
    _, row, _ = collected(df.withColumn("s", sally.https_get("text", **reaching(lab, timeout=1, retries=0))), "s")
    assert row.error.name == "INVALID_URL"


def test_with_presigned_takes_bytes_and_refuses_what_is_no_text(spark, urls):
    df = urls.selectExpr("id", "cast(url AS binary) AS url").transform(sally.with_presigned, "url", into="signed", **OPTIONS)
    assert collected(df, "signed") == [expected(url) for url in URLS] + [None, None, None]
    with pytest.raises(sallyport.UsageError, match="column 'id' must hold strings or bytes, not integer"):
        urls.transform(sally.with_presigned, "id", **OPTIONS)


class Seen:
    """Remembers in a file, as the workers are processes."""

    def __init__(self, file):
        self.file = str(file)

    def __call__(self, key):
        with open(self.file, "a+") as file:
            file.seek(0)
            known = key + "\n" in file
            file.write(key + "\n")
        return known


@needs_jvm
def test_a_proof_is_asked_for_once_where_rows_are_chosen_by_the_result(identities, lab, tmp_path):
    options = {"certificates": lab.metadata["certificate"], "seen": Seen(tmp_path / "seen")}
    df = identities.where("id = 0").coalesce(1).withColumn("i", sally.verify_identity("sig", "doc", "aud", **options))
    (row,) = df.where("i.error IS NULL").select("i.error.name", "i.instance_id").collect()
    assert row.name is None and row.instance_id


@needs_jvm
def test_spark_knows_that_results_depend_on_the_time(spark, lab):
    from pyspark.sql.functions import lit

    given = sally.presign("a"), sally.sign(lit("GET"), "a"), sally.verify_identity("a"), sally.https_get("a", **reaching(lab))
    assert [column._jc.expr().deterministic() for column in given] == [False] * 4


def test_sign_signs_the_headers_of_each_row(spark):
    from pyspark.sql.functions import lit

    rows = [(0, {"X-Amz-Meta-A": "b"}), (1, None), (2, {"X-Amz-Meta-A": "b\nX-More: 1"})]
    df = spark.createDataFrame(rows, "id int, fields map<string,string>")
    df = df.withColumn("s", sally.sign(lit("PUT"), lit(URLS[0]), headers="fields", **OPTIONS))
    signer = sallyport.Signer.from_env(KEYS, region="eu-west-1")
    one, none, bad = collected(df, "s")
    assert dict(signer.sign("PUT", URLS[0], headers=rows[0][1], time=TIME).headers) == one.headers
    assert dict(signer.sign("PUT", URLS[0], time=TIME).headers) == none.headers
    assert bad.url is None and bad.error.name == "INVALID_HEADER"


@pytest.fixture(scope="module")
def identities(spark, lab):
    metadata = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"])
    document, signature = metadata.identity("spark-1")
    rows = [
        (0, signature, document, "spark-1"),
        (1, signature, document, "spark-2"),
        (2, signature, document, None),
        (3, None, document, "spark-1"),
        (4, "nonsense", document, "spark-1"),
    ]
    rows = [tuple(v.decode() if isinstance(v, bytes) else v for v in row) for row in rows]
    return spark.createDataFrame(rows, "id int, sig string, doc string, aud string")


def check_identities(rows):
    assert rows[0].error is None
    assert rows[0].audience == "spark-1" and rows[0].instance_id.startswith("i-") and b"spark-1" in bytes(rows[0].raw)
    for row in rows[1:]:
        assert row.error.code and row.error.name and row.error.message
        assert row.instance_id is None and row.raw is None
    assert "AUDIENCE" in rows[1].error.name


def test_verify_identity_refuses_row_by_row(identities, lab):
    options = {"certificates": lab.metadata["certificate"]}
    check_identities(collected(identities.withColumn("v", sally.verify_identity("sig", "doc", "aud", **options)), "v"))


def test_with_identity_gives_the_same_by_arrow_batches(identities, lab):
    options = {"certificates": lab.metadata["certificate"]}
    check_identities(
        collected(identities.transform(sally.with_identity, "sig", "doc", "aud", into="v", **options), "v")
    )


def reaching(lab, **options):
    given = {
        "resolve": {name: lab.reach["address"] for name in lab.reach["hosts"]},
        "verify": lab.ca,
        "proxy": False,
        "retries": 0,
    }
    given.update(options)
    return given


def test_https_get_gives_answers_and_bad_rows_the_error_of_the_client(spark, lab):
    from pyspark.sql.functions import lit

    hosts, port = lab.reach["hosts"], lab.reach["port"]
    good = ["https://%s:%d/%d?q=x y" % (host, port, i) for i, host in enumerate(hosts)]
    bad = ["https://%s:%d/" % (lab.reach["address"], port), "https://%s:1/" % hosts[0], "not a url", "", None]
    df = spark.createDataFrame(list(enumerate(good + bad)), "id int, url string").repartition(3)
    rows = collected(df.withColumn("a", sally.https_get("url", headers={"X-A": "b"}, **reaching(lab))), "a")
    names = []
    with sallyport.Client(**reaching(lab)) as client:
        for url, row in zip(good, rows):
            expected = client.get(url)
            answer = json.loads(bytes(row.body))
            assert (row.status, row.error, answer["path"]) == (200, None, expected.json()["path"])
            assert answer["vhost"] == answer["sni"] and answer["vhost"] in url
            assert set(row.headers) == set(expected.headers)
        for url, row in zip(bad, rows[len(good) :]):
            with pytest.raises(sallyport.Error) as caught:
                client.get(url)
            error = caught.value
            assert (row.status, row.headers, row.body) == (None, None, None)
            assert (row.error.code, row.error.name) == (error.code, error.name) and row.error.message
            names.append(row.error.name)
    assert names[:3] == ["CERTIFICATE_NAME_MISMATCH", "CONNECT_REFUSED", "INVALID_URL"]
    (none,) = df.limit(1).select(sally.https_get(lit(None).cast("string"), **reaching(lab)).alias("a")).collect()
    assert none.a.error.name == names[-1]


def test_https_get_keeps_one_connection_for_all_batches_and_asks_once_for_a_row(spark, lab):
    host = lab.reach["hosts"][0]
    rows = [("https://%s:%d/%d" % (host, lab.reach["port"], i),) for i in range(10)]  # batches have 3 rows
    before = max([0] + [record["number"] for record in lab.records()])
    df = spark.createDataFrame(rows, "url string").coalesce(1).withColumn("a", sally.https_get("url", **reaching(lab)))
    answers = df.where("a.status = 200 AND a.error IS NULL").select("a.status", "a.headers", "a.body").collect()
    assert len(answers) == 10
    assert len({json.loads(bytes(row.body))["remote"] for row in answers}) == 1
    heads = [record["head"] for record in lab.records(before) if record["stand_in"] == "reach"]
    assert sorted(head.split(" ")[1] for head in heads) == ["/%d" % i for i in range(10)]


def test_https_get_sends_the_headers_of_each_row(spark, lab):
    url = "https://%s:%d/" % (lab.reach["hosts"][0], lab.reach["port"])
    rows = [(0, url, {"X-Row": "zero"}), (1, url, None), (2, url, {"X-Row": "two\nX-More: 1"})]
    df = spark.createDataFrame(rows, "id int, url string, fields map<string,string>").coalesce(1)
    before = max([0] + [record["number"] for record in lab.records()])
    # A sort would ask twice: Spark samples what it is to sort.
    rows = df.withColumn("a", sally.https_get("url", headers="fields", **reaching(lab))).collect()
    answers = [row.a for row in sorted(rows)]
    assert [answer.status for answer in answers] == [200, 200, None]
    assert answers[2].error.name == "INVALID_HEADER"
    heads = [record["head"] for record in lab.records(before) if record["stand_in"] == "reach"]
    assert ["X-Row: zero" in head for head in heads] == [True, False]


def test_https_get_signs_with_credentials_from_files_on_the_executor(spark, lab):
    url = "https://%s:%d/?Action=GetCallerIdentity&Version=2011-06-15" % (lab.aws["sts_host"], lab.aws["port"])
    source = {name: lab.aws[name] for name in ("profile", "config_file", "credentials_file")}
    options = reaching(lab, resolve={lab.aws["sts_host"]: lab.aws["address"]})
    df = spark.createDataFrame([(0, url)], "id int, url string")
    (signed,) = collected(df.withColumn("a", sally.https_get("url", **source, **options)), "a")
    assert (signed.status, signed.error) == (200, None) and lab.aws["account_id"] in bytes(signed.body).decode()
    (plain,) = collected(df.withColumn("a", sally.https_get("url", **options)), "a")
    assert (plain.status, plain.error) == (403, None)


def test_https_get_shows_a_certificate_that_is_a_file_on_the_executor(spark, lab, tmp_path):
    url = "https://%s:%d/topics/a" % (lab.iot["host"], lab.iot["port_8443"])
    options = reaching(lab, resolve={lab.iot["host"]: lab.iot["address"]})
    df = spark.createDataFrame([(0, url)], "id int, url string")
    pair = lab.iot["device"]["cert"], lab.iot["device"]["key"]
    (shown,) = collected(df.withColumn("a", sally.https_get("url", cert=pair, **options)), "a")
    assert shown.error is None and 400 <= shown.status < 500  # it takes no GET, after the handshake
    (without,) = collected(df.withColumn("a", sally.https_get("url", **options)), "a")
    assert without.status is None and without.error.name.startswith("CLIENT_CERTIFICATE")
    with pytest.raises(Exception, match="CLIENT_CERTIFICATE_UNREADABLE"):
        df.select(sally.https_get("url", cert=str(tmp_path / "none.pem"), **options)).collect()


def test_no_credentials_fail_the_task_and_say_so(urls, tmp_path):
    missing = str(tmp_path / "none")
    df = urls.withColumn("s", sally.presign("url", profile="p", config_file=missing, credentials_file=missing))
    with pytest.raises(Exception, match="PROFILE_NOT_FOUND|CREDENTIALS"):
        df.collect()


def test_credentials_are_read_from_files_on_the_executor(urls, tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[p]\naws_access_key_id=%s\naws_secret_access_key=%s\n" % tuple(KEYS.values()))
    df = urls.withColumn("s", sally.presign("url", profile="p", credentials_file=str(file), **OPTIONS))
    assert collected(df, "s")[0] == expected(URLS[0])


def publishing(lab, **options):
    given = {
        "cert": lab.iot["device"]["cert"],
        "key": lab.iot["device"]["key"],
        "verify": lab.ca,
        "port": lab.iot["port_443"],
        "resolve": {lab.iot["host"]: lab.iot["address"]},
    }
    given.update(options)
    return sally.iot_writer(lab.iot["host"], **given)


@needs_jvm
def test_iot_writer_publishes_every_row(spark, lab):
    rows = [("spark/%d" % i, "payload %d" % i) for i in range(10)]
    counter = spark.sparkContext.accumulator(0)
    df = spark.createDataFrame(rows, "topic string, payload string").repartition(2)
    before = max([0] + [record["number"] for record in lab.records()])
    df.foreachPartition(publishing(lab, qos=1, published=counter))
    assert counter.value == 10
    messages = [record["detail"]["message"] for record in lab.records(before)]
    assert sorted(message["topic"] for message in messages) == sorted(topic for topic, _ in rows)


@needs_jvm
def test_iot_writer_fails_with_the_rows_that_were_refused(spark, lab):
    df = spark.createDataFrame([("spark/a", "1"), ("spark/#", "2"), (None, "3")], "topic string, payload string")
    with pytest.raises(Exception, match="2 of 3 rows of this partition were not published: row 1: TOPIC_INVALID"):
        df.coalesce(1).foreachPartition(publishing(lab))
    failed = spark.sparkContext.accumulator(0)
    df.foreachPartition(publishing(lab, on_error=lambda row, error: None, failed=failed))
    assert failed.value == 2


def test_archive_works_from_the_zip_file_alone(tmp_path):
    path = sally.archive(tmp_path / "s.zip")
    code = (
        "import sys; sys.path.insert(0, %r); import sallyport, sallyport.spark as s; "
        "print(sallyport.__file__, len(sallyport.new_audience()) > 20, s.presign.__name__)" % path
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], stdout=subprocess.PIPE, check=True)
    assert done.stdout.decode().split() == [str(pathlib.Path(path) / "sallyport" / "__init__.py"), "True", "presign"]


def test_two_policies_never_share_a_verifier():
    import numpy
    import pandas

    ids = [str(10**15 + i) for i in range(2000)]
    other = list(ids)
    other[1000] = "9" * 16
    for kind in (list, numpy.array, pandas.Series):
        one, two = (_worker.verifier_options({"accounts": kind(accounts)}) for accounts in (ids, other))
        assert _worker.verifier(one) is _worker.verifier(one)
        assert _worker.verifier(one) is not _worker.verifier(two)


def test_a_worker_keeps_a_bounded_number_of_objects():
    for i in range(100):
        _worker.verifier({"accounts": [str(i)]})
    assert len(_worker._made) <= 16


def test_a_name_of_two_columns_is_refused(spark):
    df = spark.createDataFrame([("a", "b", "c")], ["url", "url", "other"])
    with pytest.raises(sallyport.UsageError, match="2 columns 'url'"):
        df.transform(sally.with_presigned, "url", **OPTIONS)
