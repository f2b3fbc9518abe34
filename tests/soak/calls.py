"""Many mixed calls; prints KiB of RSS, threads and descriptors after a tenth of them and
at the end. Argument: how many."""

import os
import sys

import sallyport

URL = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"


def usage():
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    print(int(fields["VmRSS"].split()[0]), int(fields["Threads"]), len(os.listdir("/proc/self/fd")) - 1)


def refused(call, *arguments, **more):
    try:
        call(*arguments, **more)
    except sallyport.Error:
        return
    raise AssertionError("a bad call was accepted")


def new_signer():
    return sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1", service="iam")


signer, verifier, count = new_signer(), sallyport.IdentityVerifier(), int(sys.argv[1])
for i in range(count):
    if i == count // 10:
        usage()
    step = i % 100
    if step == 97:
        new_signer()
    elif step == 98:
        refused(verifier.verify, b"????")
    elif step == 99:
        refused(signer.sign, "GET", "nonsense")
    elif step % 4 == 0:
        signer.presign("GET", URL, expires=60)
    else:
        signer.sign("GET", URL)
usage()
