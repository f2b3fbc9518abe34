"""2. sign: an AWS request without an SDK
AWS Auto Scaling plans are described at the host "autoscaling", but a signature
for the service "autoscaling" is refused: the signing name is "autoscaling-plans".
Sallyport derives it from the X-Amz-Target header. The stand-in checks the signature
with the signer of aws-sdk-go-v2.
"""

TARGET = "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"
HEADERS = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET}
REFUSAL = "Credential should be scoped to correct service: 'autoscaling-plans'."


def run(sallyport, lab, report):
    aws = lab["aws"]
    url = "https://%s:%d/" % (aws["host"], aws["port"])
    files = {"config_file": aws["config_file"], "credentials_file": aws["credentials_file"]}
    client = sallyport.Client(verify=lab["ca"], resolve={aws["host"]: aws["address"]})

    report.step(
        "The request is signed with the credentials of a profile",
        "signer = sallyport.Signer.from_profile(%r, config_file=%r, credentials_file=%r); "
        % (aws["profile"], aws["config_file"], aws["credentials_file"])
        + "signer.sign('POST', %r, headers=%r, body=b'{}')" % (url, HEADERS),
    )
    signer = sallyport.Signer.from_profile(aws["profile"], **files)
    signed = signer.sign("POST", url, headers=HEADERS, body=b"{}")
    report.block("string to sign:", signed.string_to_sign)
    scope = "/%s/autoscaling-plans/aws4_request" % aws["region"]
    report.check("the signing name comes from the target, the region from the host", scope in signed.string_to_sign)
    report.check("the session token is signed", "x-amz-security-token" in signed.canonical_request)

    report.step("Sending exactly the signed URL and headers")
    response = client.post(signed.url, headers=signed.headers, data=b"{}")
    records = lab.arrived("aws")
    report.wire(records)
    report.block("came back: %d" % response.status_code, response.text)
    report.check(
        "AWS's own signer arrives at the same signature", records[-1]["detail"].get("verified_with") == "aws-sdk-go-v2"
    )
    report.check("a scaling plan came back", response.json()["ScalingPlans"][0]["ScalingPlanName"] == "lab-plan")

    report.step(
        "The same in one step",
        "sallyport.Client(verify=%r, resolve={%r: %r}, signer=signer)" % (lab["ca"], aws["host"], aws["address"])
        + ".post(%r, headers=%r, data=b'{}')" % (url, HEADERS),
    )
    with sallyport.Client(verify=lab["ca"], resolve={aws["host"]: aws["address"]}, signer=signer) as signing:
        response = signing.post(url, headers=HEADERS, data=b"{}")
        report.check("it is answered with 200", response.status_code == 200)
    lab.arrived("aws")

    report.step("What happens with the name of the host: service='autoscaling'")
    wrong = sallyport.Signer.from_profile(aws["profile"], service="autoscaling", **files)
    signed = wrong.sign("POST", url, headers=HEADERS, body=b"{}")
    response = client.post(signed.url, headers=signed.headers, data=b"{}")
    report.block("came back: %d" % response.status_code, response.text)
    answer = response.json()
    report.check("InvalidSignatureException", answer["__type"] == "InvalidSignatureException")
    report.check(REFUSAL, answer["message"].strip() == REFUSAL)
    report.raises(
        "raise_for_status() makes it an error",
        sallyport.HTTPError,
        "HTTP_STATUS",
        response.raise_for_status,
    )

    report.step("A presigned URL: whoever has it may ask who signed it, for a minute")
    caller = "https://%s:%d/?Action=GetCallerIdentity&Version=2011-06-15" % (aws["sts_host"], aws["port"])
    presigned = signer.presign("GET", caller, expires=60)
    with sallyport.Client(verify=lab["ca"], resolve={aws["sts_host"]: aws["address"]}) as stranger:
        response = stranger.get(presigned)
        report.block("came back: %d" % response.status_code, response.text)
        report.check("the URL alone is enough", response.status_code == 200 and aws["account_id"] in response.text)
        tampered = stranger.get(presigned.replace("X-Amz-Expires=60", "X-Amz-Expires=600"))
        report.check("a longer life is refused", tampered.status_code == 403)
    client.close()
