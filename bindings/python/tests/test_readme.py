"""The sessions of README.md do what they show."""

import doctest
import pathlib
import re

import pytest

README = pathlib.Path(__file__).parents[1] / "README.md"
SESSIONS = re.findall(r"(?ms)^## (\w+)\n\n```pycon\n(.*?)^```$", README.read_text(encoding="utf-8"))


def on_this_lab(text, lab):
    """A session with the places of the running lab in place of those of `make lab`."""
    port = lab.iot["port_443"] if "127.0.0.13" in text else lab.reach["port"]
    for fixed, here in (
        ("build/lab", lab.directory),
        ("127.0.0.11", lab.reach["address"]),
        ("127.0.0.13", lab.iot["address"]),
        ("10443", str(port)),
        ("http://127.0.0.14:18081", lab.metadata["hardened"]),
    ):
        text = text.replace(fixed, here)
    return text


def test_each_capability_has_a_session():
    assert [name for name, _ in SESSIONS] == ["Sign", "Reach", "Wait", "Publish", "Verify"]


@pytest.mark.parametrize(("name", "text"), SESSIONS, ids=[name for name, _ in SESSIONS])
def test_session(lab, name, text):
    test = doctest.DocTestParser().get_doctest(on_this_lab(text, lab), {}, name, str(README), 0)
    out = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert runner.run(test, out=out.append).failed == 0, "".join(out)
