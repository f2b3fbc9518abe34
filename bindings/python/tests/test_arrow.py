"""Whatever speaks Arrow's C data interface goes through the batch functions, by the libraries themselves."""

import gc
import subprocess
import sys

import duckdb
import nanoarrow
import pandas
import polars
import pyarrow as pa
import pytest
from conftest import TIME

import sallyport
from sallyport import _arrow_out

LONG = "https://bucket.s3.eu-west-1.amazonaws.com/"
ROWS = [LONG + "1.csv", None, "bad", "", LONG + "ä b", "https://e.com/"]


@pytest.fixture
def signer():
    return sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="eu-west-1", service="s3")


def relation(rows):
    connection = duckdb.connect()
    connection.register("given", pa.table({"n": list(range(len(rows))), "u": pa.array(rows, pa.string())}))
    return connection.sql("select u from given order by n")


GIVEN = {
    "polars.Series": lambda rows: polars.Series("u", rows, dtype=polars.String),
    "polars.Series of chunks": lambda rows: polars.concat(
        [polars.Series(rows[:2]), polars.Series(rows[2:])], rechunk=False
    ),
    "polars.Series of categories": lambda rows: polars.Series("u", rows, dtype=polars.Categorical),
    "polars.Series of bytes": lambda rows: polars.Series(
        [None if row is None else row.encode() for row in rows], dtype=polars.Binary
    ),
    "polars.DataFrame": lambda rows: polars.DataFrame({"u": rows}),
    "duckdb relation": relation,
    "nanoarrow.Array": lambda rows: nanoarrow.Array(rows, nanoarrow.string()),
    "nanoarrow.Array of large strings": lambda rows: nanoarrow.Array(rows, nanoarrow.large_string()),
    "nanoarrow.Array, a slice": lambda rows: nanoarrow.Array(pa.array(["x", *rows, "y"]).slice(1, len(rows))),
    "pandas.DataFrame": lambda rows: pandas.DataFrame({"u": rows}),
    "pyarrow.Table": lambda rows: pa.table({"u": pa.chunked_array([rows[:3], rows[3:]])}),
    "pyarrow.RecordBatch, a slice": lambda rows: pa.record_batch({"u": ["x", *rows]}).slice(1),
    "pyarrow views": lambda rows: pa.record_batch({"u": pa.array(rows, pa.string_view())}),
    "pyarrow dictionary": lambda rows: pa.record_batch({"u": pa.array(rows).dictionary_encode()}),
}


@pytest.mark.parametrize("kind", GIVEN)
def test_a_column_of_any_library_is_presigned(signer, kind):
    expected_errors, errors = {}, {}
    expected = signer.presign_batch(ROWS, time=TIME, errors=expected_errors)
    found = signer.presign_batch(GIVEN[kind](ROWS), time=TIME, errors=errors)
    assert len(found) == len(ROWS)
    assert pa.chunked_array(found).to_pylist() == expected
    assert {row: e.code for row, e in errors.items()} == {row: e.code for row, e in expected_errors.items()}


@pytest.mark.parametrize("rows", [ROWS, [], [None], [ROWS[0]] * 1000])
def test_the_result_goes_into_any_library(signer, rows):
    expected = signer.presign_batch(rows, time=TIME)
    found = signer.presign_batch(nanoarrow.Array(rows, nanoarrow.string()), time=TIME)
    assert polars.Series(found).to_list() == expected
    assert polars.Series(found).dtype == polars.String
    assert nanoarrow.Array(found).to_pylist() == expected
    taken = pa.array(found)
    taken.validate(full=True)
    assert taken.to_pylist() == expected and taken.type == pa.string()
    assert pa.chunked_array(found).to_pylist() == expected
    columns = pa.table({"u": taken})
    assert [row for (row,) in duckdb.sql("select u from columns").fetchall()] == expected
    del columns


def test_memory_lives_as_long_as_it_is_used_and_no_longer(signer):
    def once():
        found = signer.presign_batch(polars.Series([LONG + str(i) for i in range(1000)]), time=TIME)
        return polars.Series(found), pa.array(found), found.__arrow_c_stream__(), found.__arrow_c_array__()

    gc.collect()
    before = len(_arrow_out._held)
    series, column, *capsules = once()
    gc.collect()
    signer.presign_batch(polars.Series([LONG + "x"] * 1000), time=TIME)
    assert series.to_list() == column.to_pylist() == one_by_one(signer, 1000)
    del series, column, capsules
    gc.collect()
    assert len(_arrow_out._held) == before


def one_by_one(signer, count):
    return [signer.presign("GET", LONG + str(i), time=TIME) for i in range(count)]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (polars.Series([1, 2]), "urls must hold strings or binaries, not Arrow's 'l'"),
        (polars.DataFrame({"a": ["x"], "b": ["y"]}), "urls has 2 columns"),
        (polars.Series([["x"]]), "urls must hold strings or binaries, not Arrow's"),
        (pa.record_batch({"s": pa.array([{"a": "x"}])}), "urls must hold strings or binaries, not Arrow's '.s'"),
    ],
)
def test_what_is_no_column_of_text_is_named(signer, bad, message):
    with pytest.raises(sallyport.UsageError, match=message):
        signer.presign_batch(bad)


def taken():
    """Capsules whose content somebody has taken out."""
    array, stream = pa.array(ROWS).__arrow_c_array__(), pa.table({"u": ROWS}).__arrow_c_stream__()
    pa.Array._import_from_c_capsule(*array)
    pa.RecordBatchReader._import_from_c_capsule(stream)
    return array, stream


OUTSIDE = pa.DictionaryArray.from_arrays(pa.array([0, -1], pa.int8()), pa.array([LONG, LONG]), safe=False)


@pytest.mark.parametrize(
    ("method", "given", "message"),
    [
        ("__arrow_c_array__", taken()[0], "was read before"),
        ("__arrow_c_stream__", taken()[1], "was read before"),
        ("__arrow_c_array__", None, "the two capsules"),
        ("__arrow_c_array__", (1, 2), "no capsule that is named arrow_schema"),
        ("__arrow_c_stream__", pa.array(ROWS).__arrow_c_array__()[0], "no capsule that is named arrow_array_stream"),
        ("__arrow_c_array__", OUTSIDE.__arrow_c_array__(), "outside of the dictionary"),
    ],
)
def test_capsules_that_are_none_are_refused(signer, method, given, message):
    with pytest.raises(sallyport.UsageError, match=message):
        signer.presign_batch(type("Gives", (), {method: lambda self: given})())


def test_a_source_that_fails_says_why(signer):
    def batches():
        yield pa.record_batch({"u": ["https://e.com/"]})
        raise ValueError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("u", pa.string())]), batches())
    with pytest.raises(sallyport.UsageError, match="urls could not be read: .*the disk is gone"):
        signer.presign_batch(reader)


def test_a_process_ends_well_with_results_in_use():
    code = """
import polars, pyarrow, sallyport
signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="s", region="eu-west-1", service="s3")
found = signer.presign_batch(polars.Series(["https://b.s3.eu-west-1.amazonaws.com/k"]))
kept = polars.Series(found), pyarrow.array(found), found.__arrow_c_array__()
polars.stays = pyarrow.stays = kept
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


# ---- Verify ----


@pytest.fixture
def presented(lab):
    document, signature = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).identity("batch-1")
    document, signature = document.decode(), signature.decode() if isinstance(signature, bytes) else signature
    rows = [(signature, document, "batch-1"), (signature, document, "batch-2"), (None, document, "batch-1")]
    return [list(column) for column in zip(*rows)]


@pytest.mark.parametrize("kind", ["polars.Series", "polars.Series of chunks", "duckdb relation", "nanoarrow.Array"])
def test_identities_are_verified(lab, presented, kind):
    verifier = sallyport.IdentityVerifier(certificates=lab.metadata["certificate"])
    expected = verifier.verify_batch(*map(pa.array, presented)).to_pylist()
    found = verifier.verify_batch(*map(GIVEN[kind], presented))
    taken = pa.array(found)
    taken.validate(full=True)
    assert taken.to_pylist() == expected
    assert [row["error"] is None for row in expected] == [True, False, False]
    assert duckdb.sql("select error.name from found").fetchall() == [
        (None,),
        *((r["error"]["name"],) for r in expected[1:]),
    ]
    frame = polars.DataFrame(found) if kind != "nanoarrow.Array" else polars.Series(found).struct.unnest()
    assert frame["instance_id"].to_list() == [row["instance_id"] for row in expected]
    assert frame["error"].to_list() == [row["error"] for row in expected]


def test_what_was_seen_is_refused(lab, presented):
    verifier = sallyport.IdentityVerifier(certificates=lab.metadata["certificate"], seen=set())
    given = [polars.Series([column[0]] * 2) for column in presented]
    rows = pa.array(verifier.verify_batch(*given)).to_pylist()
    assert [row["error"] and row["error"]["name"] for row in rows] == [None, "IDENTITY_REPLAYED"]
    assert rows[1]["instance_id"] is None and rows[0]["instance_id"] is not None
    assert len(verifier.verify_batch(*(polars.Series([], dtype=polars.String) for _ in given))) == 0
