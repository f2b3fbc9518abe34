"""Random URLs: what the core signs is what the HTTP libraries of Python send."""

import collections
import urllib.request

import requests
import urllib3

ALPHABET = ["a", "B", "9", "-", ".", "_", "~", "/", "/", "/", "%2f", "%2F", "%7e", "%41", "%c3%a9", "%3A", "%3b", "%", " ", "+", "é", ":", "@"]
ALPHABET += ["[", "]", "(", ")", "!", "'", "*", ";", ",", "=", "&", "$", "|", "^", "`", "{", "}", '"', "<", ">", "\\", ".", "..", "/./", "/../", "\t"]
HOSTS = {"execute-api": "https://a1b2c3.execute-api.us-east-1.amazonaws.com/", "s3": "https://bucket.s3.us-east-1.amazonaws.com/k"}


def generate(rng):
    service = rng.choice(sorted(HOSTS))
    path = "".join(rng.choices(ALPHABET, k=rng.randrange(12)))
    query = "".join(rng.choices(ALPHABET, k=rng.randrange(10)))
    return {"Sign": service, "URL": HOSTS[service] + path + (rng.choice(["", "?"]) and "?" + query)}


def libraries(url):
    """The request target that each library sends."""
    target = "/" + url.split("/", 3)[3]
    prepared = requests.Request("GET", url).prepare()
    yield "requests", requests.adapters.HTTPAdapter().request_url(prepared, {}), target
    yield "urllib3", urllib3.util.parse_url(url).request_uri, target
    yield "urllib.request", urllib.request.Request(url).selector, target


def compare(questions, answers):
    wrong, refused, sent = 0, collections.Counter(), 0
    for question, answer in zip(questions, answers):
        if "Error" in answer:
            refused[answer["Error"]] += 1
            continue
        sent += 1
        for name, got, want in libraries(answer["URL"]):
            if got != want:
                wrong += 1
                print(f"WRONG: {name} sends {got!r} for {want!r}, signed for {question}")
    print(f"wire form: {len(questions)} URLs, {sent} signed, refused: {dict(refused)}, {wrong} changed by a library")
    return wrong
