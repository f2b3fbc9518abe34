"""What requests says of each fault: a line of JSON in, with the words that tell it where to connect; a line of JSON out."""

import json
import os
import socket
import sys

import requests

resolve = socket.getaddrinfo
pins = {}


def pinned(host, port, *args, **kwargs):
    """What requests has no option for: the address of a name."""
    return [found for at in pins.get((host, port), [host]) for found in resolve(at, port, *args, **kwargs)]


socket.getaddrinfo = pinned


def ask(told):
    os.environ.update(told["env"])
    pins.clear()
    for entry in told["resolve"]:
        host, port, addresses = entry.split(":", 2)
        pins[host, int(port)] = addresses.split(",")
    with requests.Session() as session:
        session.trust_env = bool(told["env"])
        session.verify = told["ca"]
        session.cert = told["cert"] and tuple(told["cert"])
        if told["proxy"]:
            session.proxies = {"http": told["proxy"], "https": told["proxy"]}
        try:
            answer = session.get(told["url"], timeout=tuple(told["timeout"]), allow_redirects=False)
            return "", "HTTP %d" % answer.status_code
        except Exception as e:
            return type(e).__name__, str(e)
        finally:
            for name in told["env"]:
                del os.environ[name]


for line in sys.stdin:
    kind, words = ask(json.loads(line))
    print(json.dumps({"kind": kind, "words": words}), flush=True)
