"""4. verify: who an instance is
An instance of Alibaba Cloud proves its identity with a document that the cloud has
signed (PKCS#7). Sallyport checks it against the cloud's published certificate, which it
carries, and nothing else; the audience makes each proof good for one party and one time.
"""

import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(sallyport, lab, report):
    real_message(sallyport, report)
    fresh_audience(sallyport, lab, report)
    forgery(sallyport, lab, report)


def real_message(sallyport, report):
    report.step("A real, published message of Alibaba Cloud (audience abc), with IdentityVerifier()")
    signature = vector("real.txt")["signature"]
    identity = sallyport.IdentityVerifier().verify(signature, audience="abc")
    report.block("verified:", identity.raw.decode("utf-8"))
    report.check("it is instance i-8vb9b97xf7msxi4k6tgx", identity.instance_id == "i-8vb9b97xf7msxi4k6tgx")
    report.check("in region cn-zhangjiakou", identity.region_id == "cn-zhangjiakou")
    report.raises(
        "the same message, presented to another audience",
        sallyport.VerificationError,
        "AUDIENCE_MISMATCH",
        sallyport.IdentityVerifier().verify,
        signature,
        audience="abd",
    )


def fresh_audience(sallyport, lab, report):
    metadata = lab["metadata"]
    with open(metadata["certificate"], "rb") as f:
        verifier = sallyport.IdentityVerifier(certificates=f.read())
    services = {
        "With tokens only": {"endpoint": metadata["hardened"]},
        "Without a token": {"endpoint": metadata["plain"], "token_ttl": 0},
    }
    for title, options in services.items():
        audience = sallyport.new_audience()
        arguments = ", ".join("%s=%r" % option for option in options.items())
        report.step(title, "sallyport.InstanceMetadata(%s).identity(%r)" % (arguments, audience))
        document, signature = sallyport.InstanceMetadata(**options).identity(audience)
        report.wire(lab.arrived("metadata"))
        identity = verifier.verify(signature, document, audience=audience)
        report.block("verified:", identity.raw.decode("utf-8"))
        report.check(
            "the instance and its audience are known",
            (identity.instance_id, identity.audience) == ("i-lab0000000000000001", audience),
        )
    report.step("The same identity, presented again for the next request")
    report.raises(
        "it was made for another audience",
        sallyport.VerificationError,
        "AUDIENCE_MISMATCH",
        verifier.verify,
        signature,
        document,
        audience=sallyport.new_audience(),
    )


def forgery(sallyport, lab, report):
    files = lab["forgery"]
    pin = os.path.join(ROOT, "core", "identity", "alibaba_2018.pem")
    with open(files["document"]) as f:
        document = f.read()
    with open(files["signature"]) as f:
        signature = f.read()
    command = ["openssl", "smime", "-verify", "-in", files["signature_pem"], "-inform", "PEM"]
    command += ["-content", files["document"], "-certfile", pin, "-noverify"]
    report.step("A forgery: an attacker signed this document with a key and certificate of their own")
    report.block("document:", document)
    report.block("the check that is commonly documented:", " ".join(os.path.basename(c) for c in command))
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = result.stderr.decode("utf-8", "replace").strip()
    report.block("openssl says:", said)
    report.check("openssl accepts the forgery", result.returncode == 0 and "Verification successful" in said)
    report.raises(
        "Sallyport refuses it: only the pinned certificate can be the signer",
        sallyport.VerificationError,
        "SIGNER_UNTRUSTED",
        sallyport.IdentityVerifier().verify,
        signature,
        document,
    )


def vector(name):
    """The first record of a file of test vectors: lines of "key: value"."""
    path = os.path.join(ROOT, "tests", "vectors", "identity", name)
    with open(path, encoding="utf-8") as f:
        record = f.read().split("\n\n")[0]
    return {key: value.strip() for key, _, value in (line.partition(":") for line in record.splitlines())}
