"""Signs one small POST with Sallyport and with botocore in this process.

Prints "name nanoseconds" lines, the best of several interleaved rounds.
"""

import datetime
import time
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials

import sallyport

URL = "https://autoscaling.ap-northeast-1.amazonaws.com/"
HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans",
}
BODY = b'{"MaxResults":50}'
KEY_ID, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = ("IQoJb3JpZ2luX2Vj" * 19)[:300]
AT = 1767323045

signer = sallyport.Signer(
    access_key_id=KEY_ID, secret_access_key=SECRET, session_token=TOKEN, region="ap-northeast-1", service="autoscaling-plans"
)
peer = botocore.auth.SigV4Auth(
    botocore.credentials.Credentials(KEY_ID, SECRET, TOKEN), "autoscaling-plans", "ap-northeast-1"
)


def ours():
    return signer.sign("POST", URL, headers=HEADERS, body=BODY, time=AT).headers


def theirs():
    request = botocore.awsrequest.AWSRequest("POST", URL, headers=HEADERS, data=BODY)
    peer.add_auth(request)
    return request.headers


def best(function, calls, rounds=200):
    lowest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(calls):
            function()
        lowest = min(lowest, (time.perf_counter_ns() - start) / calls)
    return lowest


def main():
    with mock.patch("botocore.auth.get_current_datetime", create=True) as clock:
        clock.return_value = datetime.datetime.fromtimestamp(AT, datetime.timezone.utc)
        same = theirs()["Authorization"] == ours()["Authorization"]
    if not same:
        raise SystemExit("the two signatures differ: nothing to compare")
    print("python_sallyport", best(ours, 300))
    print("python_botocore", best(theirs, 10))
    print("python_sallyport_again", best(ours, 300))


if __name__ == "__main__":
    main()
