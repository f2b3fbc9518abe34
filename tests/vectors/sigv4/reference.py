"""A second, independent SigV4 implementation: slow, short, standard library only.

    python3 reference.py --check     compare vectors.json, chunks.json and posts.json with what this computes
    python3 reference.py --write     fill in "want" of each case that has none

It exists so that the expected values in vectors.json do not come from the code
they test. Run against the official AWS suite it reproduces all 76 v4 cases.
"""

import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import re
import sys
from urllib.parse import unquote_to_bytes

import aliyun
import oss
import p256

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
RAW = bytes(range(0x21)) + bytes(range(0x7F, 0x100)) + b'"<>\\^`{|}'
# Names, and families that end with a hyphen.
UNSIGNED_HEADERS = """accept-encoding b3 baggage cache-control cdn-loop cf- client-ip connection early-data elastic-apm-traceparent expect
 forwarded from http2-settings keep-alive max-forwards newrelic pragma priority proxy- referer sec- sentry-trace te traceparent
 tracestate trailer transfer-encoding true-client-ip uber-trace-id upgrade upgrade-insecure-requests user-agent via warning
 x-amzn-trace-id x-b3- x-client-ip x-cloud-trace-context x-cluster-client-ip x-correlation-id x-datadog- x-envoy- x-forwarded-
 x-newrelic- x-original- x-real-ip x-request-id x-request-start x-scheme x-varnish""".split()
S3 = ("s3", "s3-outposts", "s3-object-lambda", "s3express")


def encode(data, keep=b""):
    return "".join(chr(c) if c in UNRESERVED + keep else "%%%02X" % c for c in data)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def normalize(path):
    kept = []
    for segment in path.split(b"/"):
        if segment == b"..":
            kept = kept[:-1]
        elif segment not in (b"", b"."):
            kept.append(segment)
    end = b"/" if kept and path.endswith(b"/") else b""
    return b"/" + b"/".join(kept) + end


def without_dots(path):
    """RFC 3986 section 5.2.4, step by step."""
    out = b""
    while path:
        if path.startswith(b"/./") or path == b"/.":
            path = b"/" + path[3:]
        elif path.startswith(b"/../") or path == b"/..":
            path = b"/" + path[4:]
            out = out[: max(out.rfind(b"/"), 0)]
        else:
            end = path.find(b"/", 1)
            end = len(path) if end < 0 else end
            out, path = out + path[:end], path[end:]
    return out


def resolved(path, settle):
    """Asked for explicitly, normalisation is of the canonical request alone, as long as that does not depend on the wire."""
    short = without_dots(path)
    return path if settle == "canonical" and normalize(short) == normalize(path) else short


def one_escape(match):
    byte = bytes.fromhex(match.group(1).decode())
    return byte if byte in [bytes([c]) for c in UNRESERVED] else match.group(0).upper()


def paths(path, double, norm, aws, settle):
    """Return (wire path, canonical path)."""
    if double:
        raw = RAW
        if settle:  # RFC 3986 section 6.2.2, and brackets, which Java refuses in a path
            raw = RAW + b"[]"
            path = re.sub(rb"%([0-9A-Fa-f]{2})", one_escape, path)
            path = resolved(path, settle) if norm else path
        wire = "".join("%%%02X" % c if c in raw else chr(c) for c in path)
        source = wire.encode() if aws else path
    else:
        wire = encode(unquote_to_bytes(path), b"/")
        if settle and norm:
            wire = resolved(wire.encode(), settle).decode()
        source = wire.encode()
    if norm:
        source = normalize(source)
    return wire, encode(source, b"/") if double else source.decode()


def is_unsigned(name):
    return any(name == u or u.endswith("-") and name.startswith(u) for u in UNSIGNED_HEADERS)


def token_name(service, host, query):
    """S3 API Reference, CreateSession: its credentials go with a header of their own."""
    objects = service == "s3express" and "s3express-control" not in host
    return "X-Amz-S3session-Token" if objects and "session" not in query.split("&") else "X-Amz-Security-Token"


def compute(case):
    inp = case["in"]
    foreign = {"oss4": oss.compute, "acs3": aliyun.acs3, "odps4": aliyun.odps4}.get(inp.get("scheme"))
    if foreign:
        return foreign(case)
    s3 = inp["service"] in S3
    double = inp.get("double_encode", not s3)
    norm = inp.get("normalize_path", not s3)
    scheme, host, rest = re.match(r"(https?|wss?)://([^/?]*)(.*)", inp["url"], re.S).groups()
    path, _, query = rest.partition("?")
    settle = {None: "wire", True: "canonical", False: ""}[inp.get("normalize_path")]
    wire, canonical_path = paths((path or "/").encode(), double, norm, case.get("aws_service", False), settle)
    body = inp.get("body", "").encode()
    stamp, presign = inp["time"], case["mode"] == "presign"
    asymmetric = inp.get("scheme") == "aws4a"
    algorithm = "AWS4-ECDSA-P256-SHA256" if asymmetric else "AWS4-HMAC-SHA256"
    scope = "/".join([stamp[:8], *([] if asymmetric else [inp["region"]]), inp["service"], "aws4_request"])
    token, token_header = inp.get("session_token"), token_name(inp["service"], host, query)
    # AWS IoT Developer Guide, MQTT over WebSocket: there the token is never signed.
    sign_token = inp.get("sign_session_token", True) and inp["service"] != "iotdevicegateway"

    default = "UNSIGNED-PAYLOAD" if presign and s3 else sha256(body)
    payload = inp.get("payload_hash", default)
    send_sha = not presign and (inp.get("content_sha256", s3) or len(payload) != 64)

    headers = [(n, v) for n, v in inp.get("headers", [])]
    # RFC 3986 section 6.2: the form whose Host all libraries send alike.
    port = ":443" if scheme in ("https", "wss") else ":80"
    host = (host[: -len(port)] if host.endswith(port) else host).lower()
    if "host" not in [n.lower() for n, _ in headers]:
        headers.insert(0, ("Host", host))
    headers = [(n, v if "\n" not in v else " ".join(v.split())) for n, v in headers]
    added = []
    if not presign:
        added.append(("X-Amz-Date", stamp))
        if asymmetric:
            added.append(("X-Amz-Region-Set", inp["region"]))
        if token:
            added.append((token_header, token))
        if send_sha:
            added.append(("X-Amz-Content-Sha256", payload))
    signed = {}
    for name, value in headers + added:
        name = name.lower()
        if is_unsigned(name) or name == token_header.lower() and not sign_token:
            continue
        signed.setdefault(name, []).append(" ".join(value.split()))
    names = ";".join(sorted(signed))

    pairs = [p.partition("=") for p in query.split("&") if p]
    pairs = [tuple(encode(unquote_to_bytes(x.replace("+", "%20"))) for x in (k, v)) for k, _, v in pairs]
    if presign:
        own = {
            "X-Amz-Algorithm": algorithm,
            "X-Amz-Credential": inp["access_key_id"] + "/" + scope,
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(inp["expires"]),
            "X-Amz-SignedHeaders": names,
        }
        if asymmetric:
            own["X-Amz-Region-Set"] = inp["region"]
        if token and sign_token:
            own[token_header] = token
        pairs += [(k, encode(v.encode())) for k, v in own.items()]
    canonical_query = "&".join(k + "=" + v for k, v in sorted(pairs))

    lines = [inp["method"].upper(), canonical_path, canonical_query]
    lines += [n + ":" + ",".join(signed[n]) for n in sorted(signed)]
    canonical = "\n".join(lines + ["", names, payload])
    to_sign = "\n".join([algorithm, stamp, scope, sha256(canonical.encode())])
    if asymmetric:
        signature = p256.sign(p256.private_key(inp["secret_access_key"], inp["access_key_id"]), to_sign)
    else:
        key = ("AWS4" + inp["secret_access_key"]).encode()
        for part in scope.split("/"):
            key = mac(key, part)
        signature = mac(key, to_sign).hex()

    url = scheme + "://" + host + wire + ("?" + canonical_query if canonical_query else "")
    if presign:
        if token and not sign_token:
            url += "&" + token_header + "=" + encode(token.encode())
        url += "&X-Amz-Signature=" + signature
    else:
        credential = inp["access_key_id"] + "/" + scope
        added.append(
            (
                "Authorization",
                f"{algorithm} Credential={credential}, SignedHeaders={names}, Signature={signature}",
            )
        )
    return {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": signature,
        "url": url,
        "headers": [[n, v.strip()] for n, v in headers + added],
    }


def crc(data, polynomial, width):
    """Bit by bit, reflected, all ones before and after."""
    rest = mask = (1 << width) - 1
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (polynomial if rest & 1 else 0)
    return (rest ^ mask).to_bytes(width // 8, "big")


CHECKSUMS = {
    "crc32": lambda data: crc(data, 0xEDB88320, 32),
    "crc32c": lambda data: crc(data, 0x82F63B78, 32),
    "crc64nvme": lambda data: crc(data, 0x9A6C9329AC4BC9B5, 64),
    "sha1": lambda data: hashlib.sha1(data).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
}


def compute_chunks(case):
    """The head of a request, and what stands before and behind each chunk of its body."""
    inp = case["in"]
    body = inp["body"][0].encode() * inp["body"][1]
    given = {n.lower(): v for n, v in inp.get("headers", [])}
    name = given.get("x-amz-trailer", "").lower()
    asymmetric = inp.get("scheme") == "aws4a"
    algorithm, width = ("AWS4-ECDSA-P256-SHA256", 144) if asymmetric else ("AWS4-HMAC-SHA256", 64)
    form = inp.get("payload_hash") or "STREAMING-" + algorithm + "-PAYLOAD" + ("-TRAILER" if name else "")
    signs, trails = "UNSIGNED" not in form, form.endswith("TRAILER")
    name = name or "x-amz-checksum-crc32"
    coding = ["aws-chunked"] + [c for c in given.get("content-encoding", "").split(",") if c and c != "aws-chunked"]
    size = inp.get("chunk_size", 65536)
    pieces = [body[i : i + size] for i in range(0, len(body), size)] + [b""]
    line = name + ":" + base64.b64encode(CHECKSUMS[name[15:]](body)).decode() if trails else ""

    def frame(piece, signature, trailer):
        head = "%x" % len(piece) + (";chunk-signature=" + signature if signs else "") + "\r\n"
        if piece or not trails:
            return [head, "\r\n"]
        return [head, line + "\r\n" + ("x-amz-trailer-signature:" + trailer + "\r\n" if signs else "") + "\r\n"]

    room = "0" * width
    length = sum(len("".join(frame(piece, room, room))) + len(piece) for piece in pieces)
    made = ("content-encoding", "content-length", "x-amz-decoded-content-length", "x-amz-trailer")
    headers = [[n, v] for n, v in inp.get("headers", []) if n.lower() not in made]
    headers += [["Content-Encoding", ",".join(coding)], ["Content-Length", str(length)]]
    headers += [["X-Amz-Decoded-Content-Length", str(len(body))]] + ([["X-Amz-Trailer", name]] if trails else [])
    head = compute({"mode": "sign", "aws_service": True, "in": dict(inp, headers=headers, payload_hash=form, body="")})

    scope = "/".join([inp["time"][:8], *([] if asymmetric else [inp["region"]]), inp["service"], "aws4_request"])
    key = ("AWS4" + inp["secret_access_key"]).encode()
    for part in scope.split("/"):
        key = mac(key, part)

    def sign(*text):
        if asymmetric:
            return p256.sign(p256.private_key(inp["secret_access_key"], inp["access_key_id"]), "\n".join(text))
        return mac(key, "\n".join(text)).hex()

    previous, frames = head["signature"], []
    for piece in pieces:
        previous = sign(algorithm + "-PAYLOAD", inp["time"], scope, previous, sha256(b""), sha256(piece))
        trailer = sign(algorithm + "-TRAILER", inp["time"], scope, previous, sha256((line + "\n").encode()))
        frames.append(frame(piece, previous.ljust(width, "*"), trailer.ljust(width, "*")))
    return dict(head, frames=frames)


def compute_post(case):
    """The fields that a form needs beside its own and the key."""
    inp = case["in"]
    end = datetime.datetime.strptime(inp["time"], "%Y%m%dT%H%M%SZ") + datetime.timedelta(seconds=inp["expires"])
    scope = "/".join([inp["time"][:8], inp["region"], inp["service"], "aws4_request"])
    made = [["x-amz-algorithm", "AWS4-HMAC-SHA256"], ["x-amz-credential", inp["access_key_id"] + "/" + scope]]
    made += [["x-amz-date", inp["time"]]]
    if "session_token" in inp:
        made += [["x-amz-security-token", inp["session_token"]]]
    conditions = list(inp["conditions"])
    named = [name.lower() for c in conditions for name in (c if isinstance(c, dict) else [str(c[1]).lstrip("$")])]
    conditions += [{name: value} for name, value in inp["fields"] if name.lower() not in named]
    key, anything = inp["key"], "${filename}"
    conditions.append({"bucket": inp["bucket"]})
    conditions.append(["starts-with", "$key", key[: -len(anything)]] if key.endswith(anything) else {"key": key})
    conditions += [{name: value} for name, value in made]
    policy = json.dumps({"expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ"), "conditions": conditions})
    encoded = base64.b64encode(policy.encode()).decode()
    sign = ("AWS4" + inp["secret_access_key"]).encode()
    for part in scope.split("/"):
        sign = mac(sign, part)
    return {"url": inp["url"], "fields": made + [["policy", encoded], ["x-amz-signature", mac(sign, encoded).hex()]]}


def main():
    run("posts.json", compute_post)
    run("vectors.json", compute)
    run("chunks.json", compute_chunks)


def run(name, compute):
    file = pathlib.Path(__file__).with_name(name)
    data = json.loads(file.read_text())
    bad = 0
    for case in data["cases"]:
        if "error" in case:
            continue
        want = compute(case)
        if "published_signature" in case and case["published_signature"] != want["signature"]:
            sys.exit(f"{case['name']}: the published signature is not reproduced")
        if "want" not in case and "--write" in sys.argv:
            case["want"] = want
        if case.get("want") != want:
            print("differs:", case["name"])
            bad += 1
    if "--write" in sys.argv:
        file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    print(f"{name}: {len(data['cases'])} cases, {bad} differ")
    if bad:
        sys.exit(1)


if __name__ == "__main__":
    main()
