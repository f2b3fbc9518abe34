"""The sessions of README.md do what they show."""

import doctest
import pathlib
import re

import pytest

README = pathlib.Path(__file__).parents[1] / "README.md"
SESSIONS = re.findall(r"(?ms)^## (\w+)\n\n```pycon\n(.*?)^```$", README.read_text(encoding="utf-8"))


def on_this_lab(text, lab):
    """A text with the places of the running lab in place of those of `make lab`.

    The TLS stand-ins have one port there: here it is that of the address which the text names first.
    """
    places = {
        "127.0.0.11": (lab.reach["address"], lab.reach["port"]),
        "127.0.0.12": (lab.aws["address"], lab.aws["port"]),
        "127.0.0.13": (lab.iot["address"], lab.iot["port_443"]),
    }
    first = re.search("|".join(places), text)
    here = {"build/lab": lab.directory, "10443": str(places[first.group()][1]) if first else "10443"}
    here.update({fixed: address for fixed, (address, _) in places.items()})
    here.update({"http://127.0.0.14:18081": lab.metadata["hardened"], "http://127.0.0.14:18080": lab.metadata["plain"]})
    return re.sub("|".join(map(re.escape, here)), lambda found: here[found.group()], text)


def test_each_capability_has_a_session():
    assert [name for name, _ in SESSIONS] == ["Sign", "Reach", "Wait", "Publish", "Verify"]


@pytest.mark.parametrize(("name", "text"), SESSIONS, ids=[name for name, _ in SESSIONS])
def test_session(lab, name, text):
    test = doctest.DocTestParser().get_doctest(on_this_lab(text, lab), {}, name, str(README), 0)
    out = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert runner.run(test, out=out.append).failed == 0, "".join(out)
