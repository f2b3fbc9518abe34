"""The pages of causes and error codes, which are docs/causes and docs/errors: readable without a network.

They are data of the package (pages.txt, made by make generate), read when asked for.
"""

from __future__ import annotations


def page(id: str) -> str:
    """The page of a cause ("leaf_expired") or an error code ("CERTIFICATE_EXPIRED"), Markdown; "" if there is none."""
    return everything().get(id, "")


def names() -> list[str]:
    """What there are pages of: causes, then error codes."""
    return list(everything())


def everything() -> dict[str, str]:
    """Each page by its id."""
    from pkgutil import get_data  # also out of a zip

    try:
        data = get_data("sallyport", "pages.txt") or b""
    except OSError:  # an archive for executors goes without
        return {}
    pages = (part.partition("\n") for part in data.decode("utf-8").split("\f")[1:])
    return {id: text for id, _, text in pages}
