"""Every cause and every error code has a page in the package."""

import re
from pathlib import Path

import pytest

from sallyport import _pages
from sallyport._codes import TABLE

CORE = Path(__file__).resolve().parents[3] / "core"


def causes():
    for table in ("explain", "diagnose"):
        for line in (CORE / table / "causes.tsv").read_text().splitlines():
            if not line.startswith("#"):
                yield line.split("\t")[0]


@pytest.mark.parametrize("id", sorted({*causes(), *(row[0] for row in TABLE.values())}))
def test_there_is_a_page(id):
    page = _pages.page(id)
    assert page.startswith("# " + id) and "Fix: " in page and "See it yourself" in page
    assert not re.search(r"<!-- (written|end)|\f", page)


def test_what_there_are_pages_of():
    assert set(_pages.names()) == {*causes(), *(row[0] for row in TABLE.values())}
    assert _pages.page("no_such_cause") == ""


def test_a_page_names_the_codes_that_the_cause_has():
    assert "CERTIFICATE_EXPIRED" in _pages.page("leaf_expired") and "leaf_expired" in _pages.page("CERTIFICATE_EXPIRED")
