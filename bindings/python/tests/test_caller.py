"""Proofs of identity: requests for GetCallerIdentity that somebody else sends to STS."""

import base64

import pytest

import sallyport
from sallyport import tokens

FORM = b"Action=GetCallerIdentity&Version=2011-06-15"
QUERY = FORM.decode()
NAMED = {"X-Vault-AWS-IAM-Server-ID": "vault.example"}


class Proofs:
    """What clients present, and the client that asks the stand-in of STS."""

    def __init__(self, lab):
        aws = lab.aws
        self.account = aws["account_id"]
        self.host = "%s:%d" % (aws["sts_host"], aws["port"])
        self.client = sallyport.Client(resolve={aws["sts_host"]: aws["address"]}, verify=lab.ca, trust_env=False)
        self.keys = {name: aws[name] for name in ("access_key_id", "secret_access_key", "session_token")}
        self.signer = sallyport.Signer(region=aws["region"], service="sts", **self.keys)

    def vault(self, **more):
        """Of HashiCorp Vault's agent, which signs Content-Length."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(FORM)), **NAMED}
        signed = self.signer.sign("POST", "https://%s/" % self.host, headers={**headers, **more}, body=FORM)
        return [signed.method, signed.url, dict(signed.headers.items()), FORM]

    def presigned(self, headers=NAMED, query=QUERY):
        url = self.signer.presign("GET", "https://%s/?%s" % (self.host, query), headers=headers, expires=60)
        return ["GET", url, dict(headers), b""]

    def check(self, proof, **options):
        options.setdefault("hosts", [self.host])
        options.setdefault("require", NAMED)
        options.setdefault("client", self.client)
        return tokens.verify_caller(*proof, **options)


@pytest.fixture
def proofs(lab):
    return Proofs(lab)


def test_whose_proof_it_is(proofs):
    for proof in (proofs.vault(), proofs.vault(Accept="*/*"), proofs.presigned()):
        found = proofs.check(proof)
        assert (found.account, found.user_id) == (proofs.account, "AROALABEXAMPLE000001:session")
        assert found.arn == "arn:aws:sts::%s:assumed-role/lab/session" % proofs.account
        assert "Caller(account='%s'" % proofs.account in repr(found)
    assert proofs.check(proofs.presigned({}), require={}).account == proofs.account


def test_a_token_of_eks(proofs):
    named = {"x-k8s-aws-id": "cluster"}
    url = proofs.presigned(named)[1]
    token = "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
    for bad, name in (
        ("k8s-aws-v2." + token[11:], "REQUEST_MALFORMED"),
        (token + "*", "REQUEST_MALFORMED"),
        (token[:20], "REQUEST_MALFORMED"),
        (token, "REQUEST_SIGNATURE_WRONG"),
    ):
        with pytest.raises(sallyport.VerificationError) as caught:
            tokens.verify_eks(bad, "other", client=proofs.client, hosts=[proofs.host])
        assert caught.value.name == name
    found = tokens.verify_eks(token, "cluster", client=proofs.client, hosts=[proofs.host])
    assert found.account == proofs.account
    made = tokens.eks(proofs.signer, "cluster", "eu-west-1")
    with pytest.raises(sallyport.NetworkError):  # the hosts of AWS are the default, and this one is none of the lab's
        tokens.verify_eks(
            made, "cluster", client=sallyport.Client(resolve={"sts.eu-west-1.amazonaws.com": "127.0.0.99"})
        )


def changed(place, value):
    def change(proof):
        proof[place] = value(proof[place])

    return change


def headers(**more):
    return changed(2, lambda given: {**given, **{name.replace("_", "-"): value for name, value in more.items()}})


REFUSED = [
    (changed(0, lambda _: "PUT"), "REQUEST_MALFORMED"),
    (changed(1, lambda url: url.replace("https:", "http:")), "REQUEST_MALFORMED"),
    (changed(1, lambda url: url + "x"), "REQUEST_MALFORMED"),
    (changed(1, lambda url: url + "?Action=GetCallerIdentity"), "REQUEST_MALFORMED"),
    (changed(1, lambda url: url + "#a"), "REQUEST_MALFORMED"),
    (changed(1, lambda url: url.replace("//", "//user@")), "REQUEST_MALFORMED"),
    (changed(1, lambda url: url + "\n"), "REQUEST_MALFORMED"),
    (changed(1, lambda url: "https://sts.attacker.example/"), "REQUEST_SCOPE_REFUSED"),
    (changed(1, lambda url: "https://sts.amazonaws.com.attacker.example/"), "REQUEST_SCOPE_REFUSED"),
    (headers(Host="sts.attacker.example"), "REQUEST_SCOPE_REFUSED"),
    (headers(X_Forwarded_Host="a"), "REQUEST_MALFORMED"),
    (headers(Transfer_Encoding="chunked"), "REQUEST_MALFORMED"),
    (headers(host="a"), "REQUEST_MALFORMED"),
    (headers(Content_Length="1"), "REQUEST_MALFORMED"),
    (headers(X_Vault_AWS_IAM_Server_ID="other"), "REQUEST_SCOPE_REFUSED"),
    (headers(Authorization="AWS4-HMAC-SHA256 Credential=nonsense"), "REQUEST_SCOPE_REFUSED"),
    (headers(Authorization="Bearer a"), "REQUEST_SCOPE_REFUSED"),
    (changed(2, lambda given: {k: v for k, v in given.items() if "vault" not in k.lower()}), "REQUEST_HEADER_UNSIGNED"),
    (changed(3, lambda body: body + b"&RoleArn=x"), "REQUEST_SCOPE_REFUSED"),
    (changed(3, lambda body: FORM.replace(b"GetCallerIdentity", b"GetSessionToken+")), "REQUEST_SCOPE_REFUSED"),
    (changed(3, lambda body: FORM.replace(b"GetCallerIdentity", b"AssumeRoleWithSAM")), "REQUEST_SCOPE_REFUSED"),
    (changed(3, lambda body: FORM[:-1] + b"\n"), "REQUEST_SCOPE_REFUSED"),
    (changed(3, lambda body: b""), "REQUEST_SCOPE_REFUSED"),
    (changed(3, lambda body: FORM.replace(b"&", b"&&")), "REQUEST_MALFORMED"),
]


@pytest.mark.parametrize(("change", "name"), REFUSED)
def test_what_is_not_such_a_request_is_not_sent(proofs, lab, change, name):
    before = max([record["number"] for record in lab.records()], default=0)
    proof = proofs.vault()
    change(proof)
    with pytest.raises(sallyport.VerificationError) as caught:
        proofs.check(proof)
    assert caught.value.name == name, caught.value
    assert proofs.keys["session_token"] not in str(caught.value)
    assert not lab.records(before)


@pytest.mark.parametrize(
    ("proof", "name"),
    [
        (lambda p: p.presigned({}), "REQUEST_HEADER_UNSIGNED"),
        (lambda p: p.presigned(query="Action=GetSessionToken&Version=2011-06-15"), "REQUEST_SCOPE_REFUSED"),
        (lambda p: p.presigned(query=QUERY + "&RoleArn=x"), "REQUEST_SCOPE_REFUSED"),
        (lambda p: p.presigned()[:3] + [b"body"], "REQUEST_MALFORMED"),
        (
            lambda p: p.presigned()[:2] + [{**NAMED, "Authorization": "AWS4-HMAC-SHA256 a"}, b""],
            "REQUEST_SCOPE_REFUSED",
        ),
        (
            lambda p: p.presigned()[:1] + ["https://%s/?%s" % (p.host, QUERY), NAMED, b""],
            "REQUEST_SCOPE_REFUSED",
        ),
    ],
)
def test_presigned_urls_that_are_refused(proofs, proof, name):
    with pytest.raises(sallyport.VerificationError) as caught:
        proofs.check(proof(proofs))
    assert caught.value.name == name, caught.value


def test_what_sts_refuses_is_refused(proofs):
    other = proofs.vault()
    other[2]["Authorization"] = other[2]["Authorization"][:-4] + "0000"
    with pytest.raises(sallyport.VerificationError, match="REQUEST_SIGNATURE_WRONG"):
        proofs.check(other)
    for wrong in (
        {"require": "X-Vault-AWS-IAM-Server-ID"},
        {"require": {1: "vault.example.com"}},
        {"hosts": "not-" + proofs.host},
        {"client": None},
    ):
        with pytest.raises(sallyport.UsageError):
            proofs.check(proofs.vault(), **wrong)
    with pytest.raises(sallyport.VerificationError, match="REQUEST_SCOPE_REFUSED"):
        proofs.check(proofs.vault(), hosts=None)


def test_a_login_at_vault(proofs):
    """The login names AWS's own STS; here it is made for the stand-in."""
    import json

    def login(proof):
        method, url, given, body = proof
        encoded = (url.encode(), body, json.dumps({name: [value] for name, value in given.items()}).encode())
        parts = zip(("iam_request_url", "iam_request_body", "iam_request_headers"), encoded)
        text = {name: base64.b64encode(value).decode() for name, value in parts}
        return json.dumps({"iam_http_request_method": method, "role": "app", **text})

    made = login(proofs.vault())
    options = {"client": proofs.client, "hosts": [proofs.host]}
    assert tokens.verify_vault(made, server_id="vault.example", **options).account == proofs.account
    other = proofs.vault()
    other[2]["Authorization"] = other[2]["Authorization"][:-4] + "0000"
    for text, server, name in (
        (made, "other", "REQUEST_SCOPE_REFUSED"),
        (made, None, "REQUEST_MALFORMED"),
        (login(other), "vault.example", "REQUEST_SIGNATURE_WRONG"),
        ("{}", None, "REQUEST_MALFORMED"),
    ):
        with pytest.raises(sallyport.VerificationError) as caught:
            tokens.verify_vault(text, server_id=server, **options)
        assert caught.value.name == name
    ours = json.dumps(tokens.vault(proofs.signer, server_id="vault.example"))
    with pytest.raises(sallyport.VerificationError, match="REQUEST_SCOPE_REFUSED"):
        tokens.verify_vault(ours, server_id="vault.example", **options)


def test_what_is_old_or_signed_twice(proofs):
    import time

    with pytest.raises(sallyport.VerificationError, match="REQUEST_TIME_SKEWED"):
        proofs.check(proofs.vault(), now=time.time() + 1000)
    with sallyport.Client(signer=proofs.signer, verify=False, trust_env=False) as signing, pytest.raises(
        sallyport.UsageError, match="signs"
    ):
        proofs.check(proofs.vault(), client=signing)
