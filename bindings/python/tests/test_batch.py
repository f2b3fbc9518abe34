"""presign_batch and verify_batch give row by row what presign and verify give, in the kind that was given."""

import gc
import os
import pathlib
from array import array

import pandas
import pyarrow as pa
import pytest
from conftest import TIME

import sallyport

URLS = ["https://bucket.s3.eu-west-1.amazonaws.com/%d.csv" % i for i in range(20)] + ["https://e.com/ä b?c=ü"]
MIXED = [URLS[0], None, "not a url", "", URLS[1]]


@pytest.fixture
def signer():
    return sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="eu-west-1", service="s3")


def one_by_one(signer, urls, **options):
    def presigned(url):
        try:
            return None if url is None else signer.presign("GET", url, time=TIME, **options)
        except sallyport.UsageError:
            return None

    return [presigned(url) for url in urls]


def test_a_list_gives_the_list_of_what_presign_gives(signer):
    options = {"expires": 60, "headers": {"X-Amz-Meta-A": "b"}}
    assert signer.presign_batch(URLS, time=TIME, **options) == one_by_one(signer, URLS, **options)
    assert signer.presign_batch((u.encode() for u in URLS), time=TIME) == one_by_one(signer, URLS)
    assert signer.presign_batch([], time=TIME) == []
    assert signer.presign_batch(URLS[:1], method="put", time=TIME) == [signer.presign("PUT", URLS[0], time=TIME)]


def test_a_bad_row_is_none_and_its_error_is_that_of_presign(signer):
    errors = {}
    assert signer.presign_batch(MIXED, time=TIME, errors=errors) == one_by_one(signer, MIXED)
    assert sorted(errors) == [2, 3]
    for row, found in errors.items():
        with pytest.raises(sallyport.UsageError) as caught:
            signer.presign("GET", MIXED[row], time=TIME)
        assert (type(found), found.code, found.message) == (type(caught.value), caught.value.code, caught.value.message)


KINDS = [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.string_view(), pa.binary_view()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_an_array_gives_an_array_of_its_type(signer, kind):
    given = pa.array(MIXED * 3, pa.string()).cast(kind)
    expected = pa.array(one_by_one(signer, MIXED * 3), pa.string())
    for start, length in ((0, 15), (4, 9), (15, 0), (1, 1)):
        found = signer.presign_batch(given.slice(start, length), time=TIME)
        found.validate(full=True)
        assert found.type == kind
        assert found.cast(pa.string()) == expected.slice(start, length)


def test_dictionaries_nulls_and_chunks_are_taken(signer):
    expected = one_by_one(signer, MIXED)
    assert signer.presign_batch(pa.array(MIXED).dictionary_encode(), time=TIME).to_pylist() == expected
    assert signer.presign_batch(pa.nulls(3), time=TIME) == pa.nulls(3, pa.string())
    chunked = pa.chunked_array([MIXED, [], MIXED], pa.string())
    errors = {}
    found = signer.presign_batch(chunked, time=TIME, errors=errors)
    assert isinstance(found, pa.ChunkedArray)
    assert found.to_pylist() == expected * 2
    assert sorted(errors) == [2, 3, 7, 8]
    assert signer.presign_batch(pa.chunked_array([], pa.large_string())) == pa.chunked_array([], pa.large_string())


@pytest.mark.parametrize(
    "dtype", [object, "str", "string", "category", pandas.ArrowDtype(pa.string()), pandas.ArrowDtype(pa.large_string())]
)
def test_a_series_gives_a_series_with_its_index_name_and_type(signer, dtype):
    series = pandas.Series(MIXED, index=list("abcde"), name="url", dtype=dtype)
    found = signer.presign_batch(series, time=TIME)
    assert list(found.index) == list("abcde")
    assert found.name == "url"
    assert [None if pandas.isna(value) else value for value in found] == one_by_one(signer, MIXED)
    assert found.dtype == (object if dtype == "category" else series.dtype)


def test_nan_in_an_object_series_is_a_null(signer):
    series = pandas.Series([URLS[0], float("nan"), None, pandas.NA], dtype=object)
    assert list(signer.presign_batch(series, time=TIME).isna()) == [False, True, True, True]
    assert list(signer.presign_batch(pandas.Series([float("nan")] * 2), time=TIME)) == [None, None]


def test_no_rows_at_all_are_a_null_pointer(signer):
    with pytest.raises(sallyport.UsageError, match="NULL_POINTER: urls is None"):
        signer.presign_batch(None)


@pytest.mark.parametrize("bad", ["https://e.com/", b"x", 3, {"a": "b"}, pa.array([1, 2]), pa.array([["a"]])])
def test_what_holds_no_rows_of_text_is_a_usage_error(signer, bad):
    with pytest.raises(sallyport.UsageError, match="urls must"):
        signer.presign_batch(bad)


def test_a_row_of_a_wrong_type_is_named(signer):
    with pytest.raises(sallyport.UsageError, match=r"urls\[1\] must be str or bytes, not int"):
        signer.presign_batch([URLS[0], 3])
    with pytest.raises(sallyport.UsageError, match=r"urls\[1\] must be str or bytes, not float"):
        signer.presign_batch([URLS[0], float("nan")])
    with pytest.raises(sallyport.UsageError, match=r"urls\[0\] holds a lone surrogate"):
        signer.presign_batch(["\ud800"])


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"expires": 0}, "EXPIRES_OUT_OF_RANGE"),
        ({"method": "G ET"}, None),
        ({"method": 3}, "INVALID_ARGUMENT"),
        ({"headers": {"a\n": "b"}}, "INVALID_HEADER"),
        ({"time": "now"}, "INVALID_ARGUMENT"),
        ({"errors": 3}, "INVALID_ARGUMENT"),
        ({"errors": []}, "INVALID_ARGUMENT"),
    ],
)
def test_what_is_wrong_for_all_rows_is_raised(signer, options, name):
    with pytest.raises(sallyport.UsageError) as caught:
        signer.presign_batch(URLS, **options)
    assert name in (None, caught.value.name)


def test_damaged_arrow_memory_is_an_error_not_a_crash(signer):
    for damage in ((0, 99, 14), (-5, 7, 14), (0, 7, -1), (0, 7, 2**31 - 1), (7, 0, 14), (2**31 - 1,) * 3):
        offsets = array("i", [0, 7, 14])
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"https://e.com/")]
        values = pa.Array.from_buffers(pa.string(), 2, buffers)  # pyarrow looks at it now, and not again
        offsets[:] = array("i", damage)
        with pytest.raises(sallyport.UsageError):
            signer.presign_batch(values)


def memory():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_results_outlive_the_signer_and_are_freed_with_the_array():
    urls = pa.array([URLS[0]] * 50_000)

    def once():
        signer = sallyport.Signer(access_key_id="A" * 16, secret_access_key="s", region="eu-west-1", service="s3")
        result = signer.presign_batch(urls, time=TIME)
        del signer
        gc.collect()
        return result

    kept = once()
    kept.validate(full=True)
    assert kept[49_999].as_py().startswith(URLS[0])
    assert len(set(kept.to_pylist())) == 1
    for _ in range(4):
        once()
    before = memory()
    for _ in range(20):
        once()
    assert memory() - before < kept.nbytes * 5


def test_a_slice_of_the_result_keeps_its_memory(signer):
    part = signer.presign_batch(pa.array(URLS), time=TIME).slice(3, 2)
    gc.collect()
    signer.presign_batch(pa.array(URLS[::-1]), time=TIME)
    assert part.to_pylist() == one_by_one(signer, URLS[3:5])


def test_batches_work_in_a_forked_child(signer):
    given = pa.array(MIXED)
    before = signer.presign_batch(given, time=TIME)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        ok = signer.presign_batch(given, time=TIME) == before
        os.write(write, b"yes" if ok else b"no")
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(read, 9) == b"yes"
    os.close(read)
    os.close(write)


# ---- Verify ----


@pytest.fixture
def presented(lab):
    metadata = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"])
    document, signature = metadata.identity("batch-1")
    rows = [
        (signature, document, "batch-1"),
        (signature, document, "batch-2"),
        (signature, document, None),
        (None, document, "batch-1"),
        ("nonsense", document, "batch-1"),
        (signature, None, "batch-1"),
    ]
    return [list(column) for column in zip(*rows)]


def verifier(lab, **options):
    return sallyport.IdentityVerifier(certificates=lab.metadata["certificate"], **options)


def check(lab, presented, outcomes):
    """outcomes: (fields as a dict, error as a dict or None) by row."""
    one = verifier(lab)
    for row, (fields, reason) in enumerate(outcomes):
        signature, document, audience = (column[row] for column in presented)
        if signature is None or audience is None:
            assert reason is not None
            continue
        try:
            expected = one.verify(signature, document, audience=audience)
        except sallyport.Error as e:
            assert reason == {"code": e.code, "name": e.name, "message": e.message}
            assert set(fields.values()) <= {None}
        else:
            assert reason is None
            assert fields == {name: getattr(expected, name) for name in expected.__slots__}


def as_text(column):
    return [value.decode() if isinstance(value, bytes) else value for value in column]


def test_a_list_gives_identities_and_errors(lab, presented):
    items = verifier(lab).verify_batch(*presented)
    outcomes = []
    for item in items:
        if isinstance(item, sallyport.Error):
            outcomes.append(({}, {"code": item.code, "name": item.name, "message": item.message}))
        else:
            outcomes.append(({name: getattr(item, name) for name in item.__slots__}, None))
    assert [reason is None for _, reason in outcomes] == [True, False, False, False, False, True]
    check(lab, presented, outcomes)


def test_arrays_give_a_struct_array(lab, presented):
    for make in (lambda c: pa.array(as_text(c)), lambda c: pa.chunked_array([as_text(c)[:2], as_text(c)[2:]])):
        result = verifier(lab).verify_batch(*map(make, presented))
        result.validate(full=True)
        rows = [dict(row) for row in result.to_pylist()]
        check(lab, presented, [(row, row.pop("error")) for row in rows])


@pytest.mark.parametrize("dtype", [object, "str"])
def test_series_give_a_data_frame(lab, presented, dtype):
    frame = verifier(lab).verify_batch(
        *(pandas.Series(as_text(c), index=list("abcdef"), dtype=dtype) for c in presented)
    )
    assert list(frame.index) == list("abcdef")
    rows = frame.to_dict("records")
    check(lab, presented, [(row, row.pop("error")) for row in rows])


@pytest.mark.parametrize("make", [list, pa.array, pandas.Series])
def test_seen_refuses_within_and_between_batches(lab, presented, make):
    once = verifier(lab, seen=set())
    given = [make(as_text([column[0]] * 2)) for column in presented]
    names = []
    for _ in range(2):
        result = once.verify_batch(*given)
        if make is list:
            names += [getattr(item, "name", None) for item in result]
        else:
            rows = result.to_pylist() if make is pa.array else result.to_dict("records")
            names += [row["error"] and row["error"]["name"] for row in rows]
            assert [row["instance_id"] is None for row in rows] == [row["error"] is not None for row in rows]
    assert names == [None] + ["IDENTITY_REPLAYED"] * 3


def test_columns_of_different_lengths_are_refused(lab, presented):
    with pytest.raises(sallyport.UsageError, match="audiences has 2 rows, signatures 6"):
        verifier(lab).verify_batch(presented[0], audiences=["a", "b"])
    with pytest.raises(sallyport.UsageError, match=r"documents\[0\] must be str or bytes"):
        verifier(lab).verify_batch(presented[0], [3] * 6)


def test_an_empty_batch_is_empty(lab):
    assert verifier(lab).verify_batch([]) == []
    assert len(verifier(lab).verify_batch(pa.array([], pa.string()))) == 0
    assert len(verifier(lab).verify_batch(pandas.Series([], dtype=object))) == 0
