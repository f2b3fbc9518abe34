"""Makes a signer from secrets that come on standard input, uses and frees it; then says
"ready" and waits, so that its memory can be read."""

import gc
import os
import sys

import sallyport


def use():
    lines = os.read(0, 65536).split(b"\n")
    signer = sallyport.Signer(access_key_id="ASIAEXAMPLEEXAMPLE12", secret_access_key=lines[0], session_token=lines[1])
    signer.sign("GET", "https://sts.eu-west-1.amazonaws.com/")
    signer.presign("GET", "https://sts.eu-west-1.amazonaws.com/", expires=60)


use()
gc.collect()
os.write(1, b"ready\n")
sys.exit(os.read(0, 1) != b"")
