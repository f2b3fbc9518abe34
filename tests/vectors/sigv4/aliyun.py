"""The schemes acs3 (OpenAPI) and odps4 (MaxCompute) of Alibaba Cloud, in the manner of reference.py and as independent of the code they test."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import quote, unquote


def encode(text, keep=""):
    return quote(text, safe=keep + "-_.~")


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def pairs_of(query):
    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    return [tuple(encode(unquote(part.replace("+", " "))) for part in (key, value)) for key, _, value in pairs]


def joined(pairs, bare=False):
    return "&".join(k if bare and not v else k + "=" + v for k, v in sorted(pairs))


def split(url):
    scheme, host, rest = re.match(r"(https?)://([^/?]*)(.*)", url, re.S).groups()
    path, _, query = rest.partition("?")
    return scheme + "://" + host, host, path or "/", query


def with_host(inp, host):
    headers = [(n, v) for n, v in inp.get("headers", [])]
    return headers if "host" in [n.lower() for n, _ in headers] else [("Host", host), *headers]


def gathered(headers, wanted):
    out = {}
    for name, value in headers:
        if wanted(name.lower()):
            out.setdefault(name.lower(), []).append(value.strip())
    return {n: ",".join(out[n]) for n in sorted(out)}


def lines(signed):
    return "".join("%s:%s\n" % kv for kv in signed.items())


def result(canonical, to_sign, signature, url, headers):
    return {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": signature,
        "url": url,
        "headers": [[n, v.strip()] for n, v in headers],
    }


def acs3(case):
    inp = case["in"]
    origin, host, path, query = split(inp["url"])
    at, token = datetime.strptime(inp["time"], "%Y%m%dT%H%M%SZ"), inp.get("session_token")
    path = encode(unquote(path), "/")
    payload = hashlib.sha256(inp.get("body", "").encode()).hexdigest()
    headers = with_host(inp, host)
    added = [("x-acs-date", at.strftime("%Y-%m-%dT%H:%M:%SZ"))] + [("x-acs-security-token", token)] * bool(token)
    added.append(("x-acs-content-sha256", payload))
    signed = gathered(headers + added, lambda n: n in ("host", "content-type") or n.startswith("x-acs-"))
    names, query = ";".join(signed), joined(pairs_of(query))
    canonical = "\n".join([inp["method"], path, query, lines(signed), names, payload])
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    signature = mac(inp["secret_access_key"].encode(), to_sign).hex()
    credential = "Credential=%s,SignedHeaders=%s,Signature=%s" % (inp["access_key_id"], names, signature)
    added.append(("Authorization", "ACS3-HMAC-SHA256 " + credential))
    return result(canonical, to_sign, signature, origin + path + ("?" + query if query else ""), headers + added)


def odps4(case):
    inp = case["in"]
    origin, host, path, query = split(inp["url"])
    at, token = datetime.strptime(inp["time"], "%Y%m%dT%H%M%SZ"), inp.get("session_token")
    date, path, pairs = at.strftime("%a, %d %b %Y %H:%M:%S GMT"), encode(unquote(path), "/"), pairs_of(query)
    headers, added = with_host(inp, host), [("Date", date)] + [("authorization-sts-token", token)] * bool(token)
    plain = [(unquote(k), unquote(v)) for k, v in pairs]
    signed = gathered(headers, lambda n: True)
    marked = {n: v for n, v in list(signed.items()) + plain if n.startswith("x-odps-")}
    resource = unquote(path[4:] if path.startswith("/api/") else path)
    if plain:
        resource += "?" + "&".join(k + "=" + v if v else k for k, v in sorted(plain))
    canonical = [inp["method"], signed.get("content-md5", ""), signed.get("content-type", ""), date]
    canonical = "\n".join(canonical + ["%s:%s" % kv for kv in sorted(marked.items())] + [resource])
    scope = "/".join([inp["time"][:8], inp["region"], "odps", "aliyun_v4_request"])
    key = ("aliyun_v4" + inp["secret_access_key"]).encode()
    for part in scope.split("/"):
        key = mac(key, part)
    signature = base64.b64encode(hmac.new(key, canonical.encode(), hashlib.sha1).digest()).decode()
    added.append(("Authorization", "ODPS %s/%s:%s" % (inp["access_key_id"], scope, signature)))
    query = joined(pairs, bare=True)
    return result(canonical, canonical, signature, origin + path + ("?" + query if query else ""), headers + added)
