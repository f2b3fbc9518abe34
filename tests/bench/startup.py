"""Measures import and first call in this fresh process; prints "name value" lines.

Times in nanoseconds, memory in KiB.
"""

import time


def resident():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1])
    raise SystemExit("no VmRSS")


start = time.perf_counter_ns()
import sallyport  # noqa: E402

print("import", time.perf_counter_ns() - start)

before = resident()
start = time.perf_counter_ns()
signer = sallyport.Signer(
    access_key_id="AKIDEXAMPLE", secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region="us-east-1", service="sts"
)
signer.sign("GET", "https://sts.us-east-1.amazonaws.com/")
print("first_call", time.perf_counter_ns() - start)
print("first_call_rss", resident() - before)
