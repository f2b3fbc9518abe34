"""Many requests over one client, one after the other, each with a timeout of its own; prints KiB of RSS, threads and
descriptors after a tenth of them and at the end. Arguments: URL, address, CA file, how many."""

import os
import sys

import sallyport


def usage():
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    print(int(fields["VmRSS"].split()[0]), int(fields["Threads"]), len(os.listdir("/proc/self/fd")) - 1)


url, address, ca, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
with sallyport.Client(resolve={url.split("/")[2]: address}, verify=ca, trust_env=False) as client:
    for i in range(count):
        if i == count // 10:
            usage()
        client.get(url, timeout=5 + i % 7).raise_for_status()
    usage()
