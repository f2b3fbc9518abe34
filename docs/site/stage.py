"""Copies into build/site-pages what the site is made of: README.md, what its links lead to, and so on.

Links to sources and folders become plain text, but for the C header, which is a document. Java's classes are
described by javadoc, which has run.
"""

import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
# The one page that is made of docstrings.
CLASSES = """# Python classes and functions

::: sallyport
    options: {show_root_heading: false, show_root_toc_entry: false}
"""
MODULES = ["requests", "httpx", "aiohttp", "boto3", "opensearch", "maxcompute", "spark"]

SHOWN = {".md", ".svg", ".png", ".html", ".h"}
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def staged(name, found):
    """A page's text; what it links to is added to `found`."""
    folder = (ROOT / name).parent

    def target(link):
        path = link.partition("#")[0]
        return None if not path or ":" in path else (folder / path).resolve()

    def follow(match):
        to = target(match.group(2))
        if to is not None and to.suffix not in SHOWN:
            return match.group(1)
        if to is not None:
            found.append(to)
        return match.group()

    text = (ROOT / name).read_text(encoding="utf-8")
    found += [target(link) for link in IMAGE.findall(text) if target(link)]
    return re.sub(r"(\[\d+\]) (?=\[\d+\])", r"\1, ", LINK.sub(follow, text))  # no references


def stage(to):
    shutil.rmtree(to, ignore_errors=True)
    todo, done = [ROOT / "README.md"], set()
    while todo:
        path = todo.pop()
        if path in done or not path.is_file():
            continue
        done.add(path)
        copy = to / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            copy.write_text(staged(path.relative_to(ROOT), todo), encoding="utf-8")
        else:
            shutil.copyfile(path, copy)
    return done


def main():
    to = ROOT / "build" / "site-pages"
    done = stage(to)
    lost = {path for path in (ROOT / "docs").rglob("*.md") if path not in done}
    shutil.copy(pathlib.Path(__file__).with_name("site.css"), to)
    shutil.copytree(ROOT / "bindings" / "java" / "sallyport" / "target" / "reports" / "apidocs", to / "java")
    (to / "python.md").write_text(CLASSES + "".join("\n::: sallyport.%s\n" % name for name in MODULES))
    if lost:
        sys.exit("no link leads to %s" % ", ".join(sorted(str(path.relative_to(ROOT)) for path in lost)))


if __name__ == "__main__":
    main()
