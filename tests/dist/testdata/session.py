"""What a wheel must do when it is all there is."""

import os
import sys

import sallyport
from sallyport import _native

assert "site-packages" in sallyport.__file__, sallyport.__file__
signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="eu-west-1")
signed = signer.sign("GET", "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity", time=1440938160)
assert signed.headers["authorization"].endswith(sys.argv[1]), signed.headers["authorization"]
try:
    sallyport.Client(retries=0).get("https://127.0.0.1:1/")
except sallyport.NetworkError as e:
    assert e.name == "CONNECT_REFUSED", e
else:
    raise AssertionError("nobody listens there")

child = os.fork()
if child == 0:
    os._exit(signer.presign("GET", "https://b.s3.eu-west-1.amazonaws.com/k") is None)
assert os.waitpid(child, 0)[1] == 0
extension = type(_native.load()).__name__ == "module"
assert extension == (sys.implementation.name == "cpython"), _native.load()
