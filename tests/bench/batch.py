"""Presigns URLs by batches and, for comparison, with boto3's generate_presigned_url, in this process on one core.

Prints "name nanoseconds" lines: the time of a row, the best of several rounds.
"""

import time

import boto3
import botocore.config
import pyarrow

import sallyport

ROWS = 1_000_000
KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

signer = sallyport.Signer(access_key_id=KEYS[0], secret_access_key=KEYS[1], region="eu-west-1", service="s3")
peer = boto3.client(
    "s3",
    region_name="eu-west-1",
    aws_access_key_id=KEYS[0],
    aws_secret_access_key=KEYS[1],
    config=botocore.config.Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
)


def best(function, rows, rounds):
    lowest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        function()
        lowest = min(lowest, (time.perf_counter_ns() - start) / rows)
    return lowest


def main():
    urls = ["https://bucket.s3.eu-west-1.amazonaws.com/reports/2026/%07d.csv" % i for i in range(ROWS)]
    column = pyarrow.array(urls)
    result = signer.presign_batch(column)
    if result.null_count or not result[0].as_py().startswith(urls[0] + "?X-Amz-Algorithm="):
        raise SystemExit("presign_batch did not presign: nothing to measure")
    del result
    print("batch_arrow", best(lambda: signer.presign_batch(column), ROWS, 5))
    print("batch_list", best(lambda: signer.presign_batch(urls[:100_000]), 100_000, 3))
    print("batch_single", best(lambda: [signer.presign("GET", url) for url in urls[:20_000]], 20_000, 5))
    keys = [url.partition(".com/")[2] for url in urls[:2000]]

    def theirs():
        for key in keys:
            peer.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": key})

    print("batch_boto3", best(theirs, len(keys), 5))


if __name__ == "__main__":
    main()
