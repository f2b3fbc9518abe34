"""A token of SoftHSM with two keys, "rsa" and "ec", and the certificates beside it."""

import os
import subprocess

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
KINDS = {"rsa": ["rsa:2048"], "ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]}


def make(home):
    """In a folder; SoftHSM finds it by the environment. Nothing needs the files of the keys any more."""
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text("directories.tokendir = %s\nlog.level = ERROR\n" % (home / "tokens"))
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    util = ["softhsm2-util", "--token", "device", "--pin", "1234"]
    new = ["--init-token", "--free", "--label", "device", "--pin", "1234", "--so-pin", "0000"]
    subprocess.run([util[0], *new], check=True)
    for n, (kind, parameters) in enumerate(KINDS.items()):
        key = str(home / (kind + ".key"))
        made = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=" + kind, "-keyout", key]
        subprocess.run(
            [*made, "-out", str(home / (kind + ".pem")), "-newkey", *parameters], check=True, capture_output=True
        )
        subprocess.run([*util, "--import", key, "--label", kind, "--id", "0%d" % n], check=True)
        os.unlink(key)
