"""tests/lab/faults/faults.tsv through Python: the lab fails as the table says, and the outcome is its column.

What is no server's fault is elsewhere: test_any_moment (cancellation), test_fork, test_stream (a body that fails
midway), test_explain (a clock that is wrong).
"""

import json
import os
import urllib.request

import pytest
from conftest import ROOT

import sallyport

COLUMNS = ("id", "pins", "script", "calls", "options", "outcome", "connections", "requests", "fault")
LARGE = 12 << 20  # more than sockets take of a body that nobody reads
LINES = (ROOT / "tests/lab/faults/faults.tsv").read_text("utf-8").splitlines()
ROWS = [dict(zip(COLUMNS, line.split("\t"))) for line in LINES if not line.startswith("#")]


def ask(lab, path):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(lab.faults["control"] + path) as answer:
        return json.loads(answer.read())


def body(method):
    if method == "PUT-PIECES":
        return (bytes(1 << 16) for _ in range(LARGE >> 16))
    return {"POST": b"body", "PUT": bytes(LARGE)}.get(method)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_client_meets_each_fault_as_it_should(lab, row):
    faults = lab.faults
    run = "--py" + os.urandom(4).hex()
    pins = row["pins"].split()
    port = faults["port"]
    if pins == ["opens"]:
        port, pins = ask(lab, "/open?address=" + faults["live"])["port"], ["live"]
    addresses = [faults[pin] for pin in pins if pin != "none"]
    hosts = {"%s%s.%s" % (other["id"], run, faults["domain"]): addresses for other in ROWS}
    options = {key: float(value) for key, value in (option.split("=") for option in row["options"].split())}
    if "min_rate" in options:
        options["min_rate"] = (int(options["min_rate"]), 0.3)
    if "retries" in options:
        options["retries"] = int(options["retries"])
    if addresses:
        options["resolve"] = hosts
    name = row["id"] + run
    outcome = None
    with sallyport.Client(verify=lab.ca, trust_env=False, max_body=16 << 20, **options) as client:
        for method in row["calls"].split():
            try:
                response = client.request(
                    method.partition("-")[0],
                    "https://%s.%s:%d/" % (name, faults["domain"], port),
                    headers={"Authorization": "Test secret"},
                    data=body(method),
                )
                size = len(response.content)
                what = "%d bytes" % size if size > 1000 else response.text
                outcome = "%d %s" % (response.status_code, what)
            except sallyport.Error as e:
                outcome = e.name
                assert e.message and e.hint and "secret" not in str(e)
    seen = ask(lab, "/seen?name=" + name)
    wanted = {key: row[key] if row[key] != "-" else str(seen[key]) for key in ("connections", "requests")}
    assert (outcome, {key: str(seen[key]) for key in wanted}) == (row["outcome"], wanted)
