"""Random profile files, and what botocore makes of them."""

import collections
import os
import pathlib
import tempfile

import botocore.credentials
import botocore.session
from botocore.exceptions import BotoCoreError, CredentialRetrievalError, LoginTokenLoadError

IDS = ["AKIDONE", "AKIDTWO", "AKIDTHREE"]
SECRETS = ["secret-one", "secret two", "s3cr=t", "s:e", "s#e;t"]
# Lines that lead elsewhere, one alone or those that belong together.
ELSEWHERE = [
    ["role_arn = arn:aws:iam::123456789012:role/r"], ["source_profile = default"], ["credential_source = Environment"],
    ["web_identity_token_file = /t"], ["sso_account_id = 123456789012"], ["sso_role_name = r"], ["sso_session = s"],
    ["sso_start_url = https://x"], ["credential_process = /bin/false"], ["login_session = l"], ["mfa_serial = m"],
    ["role_arn = arn:aws:iam::123456789012:role/r", "source_profile = default"],
    ["role_arn = arn:aws:iam::123456789012:role/r", "source_profile = x"],
    ["role_arn = arn:aws:iam::123456789012:role/r", "credential_source = Ec2InstanceMetadata"],
    ["role_arn = arn:aws:iam::123456789012:role/r", "web_identity_token_file = /t"],
    ["sso_account_id = 1", "sso_role_name = r", "sso_start_url = https://x", "sso_region = eu-west-1"],
    ["sso_account_id = 1", "sso_role_name = r", "sso_session = s"],
]  # fmt: skip
# botocore's names of the sources, and the settings that lead there.
METHODS = {
    "assume-role": ("role_arn",), "assume-role-with-web-identity": ("web_identity_token_file",),
    "sso": ("sso_role_name", "sso_account_id"), "login": ("login_session",), "custom-process": ("credential_process",),
}  # fmt: skip
HEADERS = [
    "[default]", "[x]", "[profile x]", "[profile default]", '[profile "x"]', "[profile 'x']", "[ x ]", "[profile  x]",
    "[profile x y]", "[profilex]", "[profile]", "[DEFAULT]", "[sso-session s]", "[plugins]", "[default] # c", "[x", "[]",
    '[profile "x]', "[profile x\\ y]", "[default] aws_access_key_id = glued", "[x]]", "[y]",
]  # fmt: skip
STATIC = "aws_access_key_id = {id}", "aws_secret_access_key={secret}", "aws_session_token: {token}", "aws_security_token={token}"

# What the core refuses though botocore goes on, and why. The key is a part of the core's message.
STRICTER = {
    "has text after its section name": "botocore drops what stands there",
    "is a second section of profile": "which of the two counts depends on the tool",
    "is indented, which makes it a part of": "the glued text would be the credential",
    "has no section name": "botocore has a section without a name",
    "given without": "half a pair is not passed over for another file's",
    "holds": "no server takes such a credential",
    "begins with": "no server takes such a credential",
    "ends with": "no server takes such a credential",
    "are empty": "botocore would sign with an empty key",
}


def generate(rng):
    """A pair of files and the profile to ask for."""
    write = rng.choice([text, plain])
    files = [write(rng, kind) if rng.random() < 0.75 else None for kind in ("config", "credentials")]
    return {"config": files[0], "credentials": files[1], "profile": rng.choice(["default", "x", "x", "x y"])}


def plain(rng, kind):
    """A file as people mean it: two profiles and an sso-session, whatever they lead to."""
    lines = []
    for header in ["[default]", "[profile x]" if kind == "config" else "[x]"]:
        lines.append(header)
        if rng.random() < 0.4:
            lines += [part.format(id=rng.choice(IDS), secret=rng.choice(SECRETS)) for part in STATIC[:2]]
        chosen = [line for _ in range(2) if rng.random() < 0.5 for line in rng.choice(ELSEWHERE)]
        lines += {line.partition("=")[0]: line for line in chosen}.values()
    if kind == "config":
        lines += ["[sso-session s]", "sso_start_url = https://x", "sso_region = eu-west-1"]
    return "\n".join(lines) + "\n"


def text(rng, kind):
    lines = []
    usual = ["[default]", "[profile x]"] if kind == "config" else ["[default]", "[x]"]
    rng.shuffle(usual)
    for header in usual[: rng.choice([1, 2, 2])] + rng.choices(HEADERS, k=rng.choice([0, 0, 0, 1, 1, 2])):
        lines.append(header)
        lines += body(rng)
    if rng.random() < 0.05:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["nonsense", "= x", "; c", "#", "", "  glued = 1", "output = json[prod]"]))
    if rng.random() < 0.1:
        lines = [rng.choice(["", "", " ", "\t"]) + line for line in lines]
    return rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines) + rng.choice(["", "\n"])


def body(rng):
    values = {"id": rng.choice(IDS), "secret": rng.choice(SECRETS), "token": rng.choice(["t1", "t2"])}
    lines = [part.format(**values) for part in STATIC[:2] if rng.random() < 0.96]
    lines += [part.format(**values) for part in STATIC[2:] if rng.random() < 0.2]
    for _ in range(2):
        if rng.random() < 0.1:
            lines += rng.choice(ELSEWHERE)
    if rng.random() < 0.15:  # an sso-session is such a section too
        lines += ["sso_start_url = https://x", "sso_region = eu-west-1"]
    if rng.random() < 0.3:
        lines.append("region = " + rng.choice(["eu-west-1", "us-east-1", ""]))
    if rng.random() < 0.15:
        lines.append(rng.choice(["s3 =\n  a = b", "s3 =\n  what", "x = 1\n  2", "AWS_ACCESS_KEY_ID = upper", "output=json[prod]", "\n", "# c"]))
    if rng.random() < 0.03 and lines:
        lines.append(rng.choice(lines))
    rng.shuffle(lines)
    return lines


def question(case):
    return {"Profile": case["profile"], "Config": case["config"], "Credentials": case["credentials"]}


def botocores(case, folder):
    """What botocore's loader answers: ("keys", id, secret, token), ("elsewhere", method), ("nothing",) or ("error", text).

    A source that was asked and gave nothing is "elsewhere" too.
    """
    paths = {}
    for name in ("config", "credentials"):
        paths[name] = folder / name
        paths[name].unlink(missing_ok=True)
        if case[name] is not None:
            paths[name].write_bytes(case[name].encode())
    session = botocore.session.Session(profile=case["profile"])
    session.set_config_variable("config_file", str(paths["config"]))
    session.set_config_variable("credentials_file", str(paths["credentials"]))
    try:
        if case["profile"] not in session.available_profiles and case["profile"] != "default":
            return ("nothing",)
        found = None
        for provider in providers(session):
            try:
                found = provider.load()
            except (CredentialRetrievalError, LoginTokenLoadError) as error:
                if "credential_source" in str(error):  # it has none
                    raise
                return ("elsewhere", provider.METHOD)
            if found is not None:
                break
    except (BotoCoreError, ValueError) as error:
        return ("error", str(error))
    if found is None:
        return ("nothing",)
    if found.method not in ("shared-credentials-file", "config-file"):
        return ("elsewhere", found.method)
    return "keys", found.access_key, found.secret_key, found.token or ""


def providers(session):
    """The part of the chain that reads the profile, in botocore's own order, without networks and programs."""
    known = (
        botocore.credentials.AssumeRoleProvider, botocore.credentials.AssumeRoleWithWebIdentityProvider,
        botocore.credentials.SSOProvider, botocore.credentials.SharedCredentialProvider, botocore.credentials.LoginProvider,
        botocore.credentials.ProcessProvider, botocore.credentials.ConfigProvider,
    )  # fmt: skip
    chain = botocore.credentials.create_credential_resolver(session)
    return [p for p in chain.providers if isinstance(p, known)]


def compare(cases, answers):
    wrong, stricter = 0, collections.Counter()
    both = collections.Counter()
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    with tempfile.TemporaryDirectory() as folder:
        for case, answer in zip(cases, answers):
            want, error = botocores(case, pathlib.Path(folder)), answer.get("Error", "")
            if not error and answer.get("Source"):
                if want[0] == "elsewhere" and answer["Source"] in METHODS[want[1]]:
                    both[want[1]] += 1
                    continue
            elif not error:
                got = "keys", answer.get("ID", ""), answer.get("Secret", ""), answer.get("Token", "")
                if got == want:
                    both["keys"] += 1
                    continue
            elif want[0] in ("nothing", "error"):
                both["refused"] += 1
                continue
            else:
                reason = next((r for r in STRICTER if r in answer["Text"]), "")
                if reason:
                    stricter[reason] += 1
                    continue
            wrong += 1
            print(f"WRONG: {case}: got {answer}, botocore {want}")
    print(f"profiles: {len(cases)}, {both['keys']} with the same keys, {both['refused']} refused by both, {wrong} wrong")
    print("  the same source: " + ", ".join("%s %d" % (method, both[method]) for method in METHODS))
    for reason, count in sorted(stricter.items()):
        print(f"  {count} refused by the core alone, whose message {reason!r}: {STRICTER[reason]}")
    return wrong
