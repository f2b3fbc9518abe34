"""The session in the module's README runs as printed."""

import re
import subprocess

from conftest import ROOT


def test_the_spark_sql_session_of_the_readme():
    text = (ROOT / "bindings" / "java" / "sallyport-spark" / "README.md").read_text()
    (session,) = re.findall(r"```sh\n(.*?)```", text, re.S)
    done = subprocess.run(["bash", "-e", "-c", session], cwd=str(ROOT), capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:]
    lines = done.stdout.splitlines()
    assert lines[0].startswith("https://bucket.s3.amazonaws.com/a%20report.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&"), lines
    assert lines[1] == "NULL"
    assert lines[2].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/") and "/sts/aws4_request" in lines[2]
    assert lines[3] == "SIGNATURE_MALFORMED"
    assert "Usage: sally_iot_publish(topic, payload[, qos])" in done.stdout
