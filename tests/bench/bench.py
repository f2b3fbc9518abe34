"""Runs every measurement once and prints them as ratios.

    python bench.py [--write | --quick]

--write also keeps the table in RESULTS.md, with the date and the machine, and makes the plots of the documents.
--quick leaves the JVM and Spark out and repeats less: for a look at a change, in two minutes. All
numbers are the best of several rounds, because noise only ever adds, but for the one that says median.
"""

import datetime
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile

import plot

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"
QUICK = "--quick" in sys.argv


def run(*command, cwd=ROOT):
    done = subprocess.run(command, cwd=str(cwd), stdout=subprocess.PIPE, universal_newlines=True)
    if done.returncode:
        sys.exit("failed: " + " ".join(map(str, command)) + "\n" + done.stdout)
    return done.stdout


def pairs(text):
    """The lines "name number" of what was printed; build tools print more, and colours."""
    plain = re.sub("\x1b\\[\\d*m", "", text)
    return {name: float(value) for name, value in re.findall(r"(?m)^([a-z_0-9]+) ([\d.]+)$", plain)}


def go():
    binary = BUILD / "bench.test"
    run("go", "test", "-c", "-o", str(binary), "./bench", cwd=ROOT / "tests")
    out = run("env", "SALLYPORT_BENCH=1", str(binary), "-test.run", "TestMeasure", cwd=HERE)
    return pairs(out)


def program(name):
    binary = BUILD / ("bench-" + name)
    run(
        "gcc", "-O2", "-I", str(ROOT / "cshared/include"), "-I", str(ROOT / "cshared/door"), str(HERE / "door" / (name + ".c")),
        "-o", str(binary), "-L", str(BUILD), "-lsallyport", "-lpthread", "-Wl,-rpath," + str(BUILD),
    )  # fmt: skip
    return str(binary)


def lowest(count, *command):
    rounds = [pairs(run(*command)) for _ in range(count)]
    return {name: min(r[name] for r in rounds) for name in rounds[0]}


def door():
    return dict(lowest(2 if QUICK else 5, program("door")), **lowest(2 if QUICK else 5, program("exchange")))


def startup():
    """With the bytecode that an installed package has, whatever this shell says about it."""
    command = "env", "-u", "PYTHONDONTWRITEBYTECODE", sys.executable, str(HERE / "startup.py")
    rounds = [pairs(run(*command)) for _ in range(5 if QUICK else 15)]
    return {name: min(r[name] for r in rounds) for name in rounds[0]}


def wasm():
    """Name -> the number that the benchmark reports: ns/op, but MB for Size."""
    out = run("go", "test", "-run", "^$", "-bench", "^Benchmark(Sign|SignNative|Instance|Size)$",
              "-count", "2" if QUICK else "5", "./wasm/host")  # fmt: skip
    found = {}
    for line in out.splitlines():
        m = re.match(r"Benchmark(\w+?)(?:-\d+)?\s+\d+\s+(.*)", line)
        if m:
            metrics = {unit: float(value) for value, unit in re.findall(r"([\d.]+) (\S+)", m.group(2))}
            value = metrics.get("MB", metrics.get("ns/op"))
            found[m.group(1)] = min(value, found.get(m.group(1), value))
    return found


def wasm_first_call(module, processes=11):
    """Nanoseconds in new processes, whose compile cache an earlier one has filled: their median."""
    binary = BUILD / "bench-firstcall"
    run("go", "build", "-o", str(binary), "./bench/firstcall", cwd=ROOT / "tests")
    with tempfile.TemporaryDirectory() as cache:
        command = str(binary), str(module), cache
        run(*command)
        return statistics.median(pairs(run(*command))["wasm_first_call"] for _ in range(processes))


def reach():
    return pairs(run(sys.executable, str(HERE / "reach.py"), *(["--quick"] if QUICK else [])))


def reach_rows(r, g, row, against):
    """Requests and bodies over TLS 1.3 on loopback, against the peers of the same run."""

    def speed(job, peer):
        return r[f"reach_{job}_{peer}"] / r[f"reach_{job}_sallyport"]

    def compared(job, *peers):
        ours, theirs = r[f"reach_{job}_sallyport"], {peer: r[f"reach_{job}_{peer}"] for peer in peers}
        return "; ".join([f"{ours / 1e3:.0f} us"] + [f"{peer} {t / 1e3:.0f} us = {ours / t:.2f}" for peer, t in theirs.items()])

    size = r["reach_body"] / 1024
    row("keep-alive GET, small body, Go, against net/http", against(g["reach_get"], g["reach_get_nethttp"], "us", 1e3),
        "at most 1.1", verdict(g["reach_get"] / g["reach_get_nethttp"], 1.1))
    row("the same over TLS 1.3, Python", compared("get", "pycurl", "requests"), "at most 1.0 of pycurl, 1/6 of requests",
        verdict(min(speed("get", "pycurl"), speed("get", "requests") / 6), 1, True))
    if "reach_get_java" in r:
        row("the same, JVM, against java.net.http", against(r["reach_get_java"], r["reach_get_javanethttp"], "us", 1e3),
            "at most 1.0", verdict(r["reach_get_java"] / r["reach_get_javanethttp"], 1))
    row("new client, new connection, Python", compared("connect", "pycurl"), "at most 1.05", verdict(1 / speed("connect", "pycurl"), 1.05))
    for job, what, least in (("streamed", "a body of %d MiB streamed", 0.8), ("whole", "the same read whole", 0.6), ("upload", "the same sent from a file", 0.8)):
        row((what % (size / 1024) if "%" in what else what) + ", Python: speed against pycurl, requests",
            " and ".join(f"{speed(job, peer):.2f}" for peer in ("pycurl", "requests")), f"at least {least} and 3",
            verdict(min(speed(job, "pycurl") / least, speed(job, "requests") / 3), 1, True))
        used = r[f"reach_{job}_sallyport_rss"]
        peers = ", ".join("%.0f" % (r[f"reach_{job}_{peer}_rss"] / 1024) for peer in ("pycurl", "requests"))
        most = 1.1 * size if job == "whole" else 24 * 1024
        row("its peak of memory over the start (pycurl, requests)",
            f"{used / 1024:.0f} MB ({peers})",
            f"at most {most / 1024:.0f} MB", verdict(used, most))
    row("1,000 requests at once, asyncio: aiohttp against Sallyport", against(r["reach_concurrent_aiohttp"], r["reach_concurrent_sallyport"], "us", 1e3),
        "at least 1.5", verdict(speed("concurrent", "aiohttp"), 1.5, True))


def jvm():
    return pairs(run("make", "--silent", "java-bench"))


def spark():
    python = pairs(run(str(BUILD / "spark-venv/bin/python"), str(HERE / "spark_arrow.py")))
    return dict(python, **pairs(run("make", "--silent", "spark-bench")))


def verdict(value, bound, at_least=False):
    return "yes" if (value >= bound if at_least else value <= bound) else "NO"


def table():
    g, c, start, r = go(), door(), startup(), reach()
    py = pairs(run(sys.executable, str(HERE / "sign.py")))
    batch, module = pairs(run(sys.executable, str(HERE / "batch.py"))), wasm()
    java, cluster = ({}, {}) if QUICK else (jvm(), spark())
    size = sum((BUILD / name).stat().st_size for name in ("libsallyport.so", "libsallyport-core.so")) / 1e6
    python = min(py["python_sallyport"], py["python_sallyport_again"])
    door_cost = c["sign"] - g["op_sign"]
    rows = []

    def row(what, measured, target, met):
        rows.append(f"| {what} | {measured} | {target} | {met} |")

    def against(a, b, unit="ns", scale=1):
        return f"{a / scale:.{0 if scale == 1 else 1}f} {unit} : {b / scale:.{0 if scale == 1 else 1}f} {unit} = {a / b:.2f}"

    row("Go: one header signature, small POST, 300-byte token, against its hashing alone",
        against(g["sign"], g["sign_floor"]), "at most 1.25", verdict(g["sign"] / g["sign_floor"], 1.25))
    row("the same into the caller's buffer, as every binding calls it", against(g["append_sign"], g["sign_floor"]), "", "")
    row("the same, each request unlike the one before it", against(g["sign_unlike"], g["sign_floor"]), "", "")
    row("Go: verify the request that was signed, against signing it", against(g["verify_request"], g["sign"]), "at most 1.3",
        verdict(g["verify_request"] / g["sign"], 1.3))
    row("the same, against a signature of a request unlike the one before it", against(g["verify_request"], g["sign_unlike"]), "", "")
    row("Signature Version 4A against one P-256 signature and one of Version 4, Go", against(g["sign_aws4a"], g["p256"] + g["sign"], "us", 1e3),
        "at most 1.2", verdict(g["sign_aws4a"] / (g["p256"] + g["sign"]), 1.2))
    row("allocations of one signature", f"{g['sign_allocs']:.2f} (results share them)", "at most 2", verdict(g["sign_allocs"], 2))
    row("aws-sdk-go-v2 against Sallyport, Go", against(g["sdk_sign"], g["sign"]) + f" ({g['sdk_sign_allocs']:.0f} allocations)",
        "at least 5", verdict(g["sdk_sign"] / g["sign"], 5, True))
    row("botocore SigV4Auth against Sallyport, Python, headers included", against(py["python_botocore"], python),
        "at least 25", verdict(py["python_botocore"] / python, 25, True))
    row("one Alibaba verification against the bare RSA-2048 check", against(g["verify"], g["verify_floor"], "us", 1e3),
        "at most 1.3", verdict(g["verify"] / g["verify_floor"], 1.3))
    row("explain a refusal: the mean of the vectors; of 64 KiB of XML, the longest that is read", f"{g['explain'] / 1e3:.1f} us; {g['explain_long'] / 1e6:.2f} ms",
        "at most 5 ms", verdict(max(g["explain"], g["explain_long"]), 5e6))
    row("a call across the door, more than the Go function",
        f"{c['sign']:.0f} ns - {g['op_sign']:.0f} ns = {door_cost:.0f} ns", "at most 100 ns", verdict(door_cost, 100))
    row("the floor of that: a Go function that returns at once, called from C", f"{c['empty']:.0f} ns", "", "")
    left = c["exchange_left"] - c["exchange"]
    row("an exchange on a connection that is open, started, waited for and freed, more than one that holds the thread (C, medians)",
        f"{c['exchange_left'] / 1e3:.1f} us - {c['exchange'] / 1e3:.1f} us = {left / 1e3:.1f} us", "at most 10 us", verdict(left, 10e3))
    left = g["exchange_left_go"] - g["exchange_go"]
    row("the same in Go, behind the one call of core/op", f"{g['exchange_left_go'] / 1e3:.1f} us - {g['exchange_go'] / 1e3:.1f} us = {left / 1e3:.1f} us",
        "at most 10 us", verdict(left, 10e3))
    reach_rows(r, g, row, against)
    row("the second of a signature: read by the core, against the coarse clock, which the door read once", f"{c['core_clock']:.0f} ns : {c['coarse_clock']:.0f} ns", "", "")
    row("`import sallyport`", f"{start['import'] / 1e6:.1f} ms", "at most 20 ms", verdict(start["import"], 20e6))
    row("first call (core start)", f"{start['first_call'] / 1e6:.1f} ms", "at most 30 ms", verdict(start["first_call"], 30e6))
    row("memory of the first call", f"{start['first_call_rss'] / 1024:.1f} MB of RSS",
        "at most 10 MB", verdict(start["first_call_rss"] / 1024, 10))
    row("both libraries, stripped", f"{size:.2f} MB", "at most 7.2 MB", verdict(size, 7.2))
    row("1,000,000 URLs presigned from a pyarrow column, per row, against Presign in Go", against(batch["batch_arrow"], g["presign"]),
        "at most 1.25", verdict(batch["batch_arrow"] / g["presign"], 1.25))
    row("the same against Go's AppendPresign into one buffer, which keeps no result", against(batch["batch_arrow"], g["append_presign"]), "", "")
    row("boto3 generate_presigned_url against that row", against(batch["batch_boto3"], batch["batch_arrow"]),
        "at least 100", verdict(batch["batch_boto3"] / batch["batch_arrow"], 100, True))
    if java:
        row("JVM: sign a request that is built, result unread, more than the Go function", f"{java['java_sign']:.0f} ns - {g['sign']:.0f} ns = {java['java_sign'] - g['sign']:.0f} ns",
            "at most 350 ns", verdict(java["java_sign"] - g["sign"], 350))
        row("AWS SDK for Java v2 against Sallyport, JVM: from the parts of a request to URL and headers",
            against(java["java_aws_sdk"], java["java_sign_all"]), "at least 6", verdict(java["java_aws_sdk"] / java["java_sign_all"], 6, True))
        row("JVM: empty call, as far as the front door", f"{java['java_empty']:.0f} ns", "at most 100 ns", verdict(java["java_empty"], 100))
    if cluster:
        row("Spark SQL, 1,000,000 rows: sally_presign(url) against sha2(url, 256)", against(cluster["spark_sally_presign"], cluster["spark_sha2"]),
            "at most 3", verdict(cluster["spark_sally_presign"] / cluster["spark_sha2"], 3))
        row("the same without the step of the plan, a call for each row", against(cluster["spark_by_row"], cluster["spark_sha2"]), "", "")
        row("PySpark: pandas UDF on boto3 against the Arrow form", against(cluster["spark_boto3"], cluster["spark_arrow"]),
            "at least 50", verdict(cluster["spark_boto3"] / cluster["spark_arrow"], 50, True))
    row("WebAssembly module", f"{module['Size']:.2f} MB", "at most 9 MB", verdict(module["Size"], 9))
    row("wazero: fresh instance", f"{module['Instance'] / 1e6:.1f} ms", "at most 10 ms", verdict(module["Instance"], 10e6))
    processes = 5 if QUICK else 11
    first, linked = (wasm_first_call(BUILD / name, processes) for name in ("sallyport.wasm", "wasm/linked-sallyport.wasm"))
    row("wazero: a new process, from the start of its Go code to its first signature, compile cache filled by an earlier process (median)",
        f"{first / 1e9:.2f} s", "at most 0.2 s", verdict(first, 0.2e9))
    row("the same with the module as the linker wrote it, without wasm/pack", f"{linked / 1e9:.2f} s", "", "")
    row("wazero: sign, against native", against(module["Sign"], module["SignNative"]),
        "at most 25", verdict(module["Sign"] / module["SignNative"], 25))
    return "\n".join(["| measure | this run | target | met |", "|---|---|---|---|"] + rows) + "\n"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown CPU")
    cores = sum(line.startswith("processor") for line in open("/proc/cpuinfo"))
    return (
        f"{datetime.date.today()}, {model} ({cores} cores), {platform.system()} {platform.release()}, "
        f"{run('go', 'version').split()[2]}, Python {platform.python_version()}"
    )


def main():
    text = table()
    print(text)
    if "--write" in sys.argv and not QUICK:
        (HERE / "RESULTS.md").write_text(
            "# Measurements\n\nWritten by `make bench`: every row from one run, the best of several rounds; ratios compare work done in the "
            "same run.\n\n" + machine() + "\n\n" + text
        )
        plot.main()


if __name__ == "__main__":
    main()
