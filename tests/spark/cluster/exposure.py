"""What others than the user can read of a job: plans, the UI, the REST interface, event logs, logs of processes."""

import json
import pathlib
import urllib.request


def fetch(url):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=20) as answer:
        return answer.read().decode("utf-8", "replace")


def rest(spark, path):
    context = spark.sparkContext
    return json.loads(fetch("%s/api/v1/applications/%s/%s" % (context.uiWebUrl, context.applicationId, path)))


def shown(spark):
    """All that the UI and the REST interface say of a session that runs."""
    executions = rest(spark, "sql?details=true&planDescription=true&length=1000")
    pages = ["/environment/", "/SQL/", "/jobs/", "/stages/", "/executors/"]
    pages += ["/SQL/execution/?id=%s" % execution["id"] for execution in executions]
    text = "".join(fetch(spark.sparkContext.uiWebUrl + page) for page in pages)
    return text + json.dumps(executions) + json.dumps(rest(spark, "environment"))


def logged(cluster):
    """All that was written by the event log and by the processes."""
    events = "".join(path.read_text() for path in (cluster.directory / "events").iterdir())
    return events + cluster.logs(0)


def assert_no_secret(text, lab):
    key = pathlib.Path(lab.iot["device"]["key"]).read_text().split("\n")[1]
    for secret in (lab.aws["secret_access_key"], lab.aws["session_token"], key):
        assert secret not in text and json.dumps(secret)[1:-1] not in text
