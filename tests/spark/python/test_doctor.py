"""sallyport doctor --spark: the executors have the checks of the driver."""

import json

from sallyport._command import main


def test_the_executors_are_checked_too(spark, capsys):
    status = main(["doctor", "--spark", "--json"])
    rows = json.loads(capsys.readouterr().out)
    places = {row["where"].split(" ")[0] for row in rows}
    assert (status, places) == (0, {"here", "executor"})
    for place in places:
        found = {row["check"]: row["state"] for row in rows if row["where"].startswith(place)}
        assert (found["library"], found["core"], found["fork"], found["credentials"]) == ("ok", "ok", "ok", "ok")


def test_an_executor_without_the_package_says_so(spark, capsys, monkeypatch):
    from pyspark import SparkContext

    real = SparkContext.parallelize

    def bare(context, *arguments):
        """Workers that cannot import the package."""
        return real(context, *arguments).mapPartitions(_hidden)

    monkeypatch.setattr(SparkContext, "parallelize", bare)
    assert main(["doctor", "--spark", "--json"]) == 1
    rows = [row for row in json.loads(capsys.readouterr().out) if row["where"] != "here"]
    assert [(row["check"], row["state"]) for row in rows] == [("package", "fail")] and "archive" in rows[0]["fix"]


def _hide():
    def hidden(rows):
        import sys

        own = [name for name in sys.modules if name.split(".")[0] == "sallyport"]
        saved = {name: sys.modules.pop(name) for name in own}
        sys.modules["sallyport"] = None
        try:
            yield from list(rows)
        finally:  # Spark uses the process again
            del sys.modules["sallyport"]
            sys.modules.update(saved)

    return hidden


_hidden = _hide()
