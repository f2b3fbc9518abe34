"""Runs every measurement once and prints them as ratios.

    python bench.py [--write]

--write also keeps the table in RESULTS.md, with the date and the machine. All
numbers are the best of several rounds: noise only ever adds.
"""

import datetime
import pathlib
import platform
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"


def run(*command, cwd=ROOT):
    done = subprocess.run(command, cwd=str(cwd), stdout=subprocess.PIPE, universal_newlines=True)
    if done.returncode:
        sys.exit("failed: " + " ".join(map(str, command)) + "\n" + done.stdout)
    return done.stdout


def go_benchmarks():
    """Return {name: (ns, allocations or None)}, rounds interleaved."""
    binary = BUILD / "bench.test"
    run("go", "test", "-c", "-o", str(binary), "./bench", cwd=ROOT / "tests")
    lowest = {}
    for _ in range(12):
        out = run(str(binary), "-test.run", "^$", "-test.bench", ".", "-test.benchtime", "60ms", cwd=HERE)
        for name, ns, allocs in re.findall(r"^Benchmark(\w+)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op(?:.*?(\d+) allocs/op)?", out, re.M):
            ns = float(ns)
            if name not in lowest or ns < lowest[name][0]:
                lowest[name] = (ns, int(allocs) if allocs else None)
    return lowest


def pairs(text):
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def door():
    binary = BUILD / "bench-door"
    run(
        "gcc", "-O2", "-I", str(ROOT / "cshared/include"), str(HERE / "door/door.c"), "-o", str(binary),
        "-L", str(BUILD), "-lsallyport", "-Wl,-rpath," + str(BUILD),
    )  # fmt: skip
    rounds = [pairs(run(str(binary))) for _ in range(5)]
    return {name: min(r[name] for r in rounds) for name in rounds[0]}


def startup():
    rounds = [pairs(run(sys.executable, str(HERE / "startup.py"))) for _ in range(15)]
    return {name: min(r[name] for r in rounds) for name in rounds[0]}


def verdict(value, bound, at_least=False):
    return "yes" if (value >= bound if at_least else value <= bound) else "NO"


def table():
    go, c, start = go_benchmarks(), door(), startup()
    py = pairs(run(sys.executable, str(HERE / "sign.py")))
    size = sum((BUILD / name).stat().st_size for name in ("libsallyport.so", "libsallyport-core.so")) / 1e6
    floor, sign, sdk = go["SignFloor"][0], go["Sign"], go["SignSDK"]
    python = min(py["python_sallyport"], py["python_sallyport_again"])
    door_cost = c["sign"] - go["OpSign"][0]
    rows = []

    def row(what, measured, target, met):
        rows.append(f"| {what} | {measured} | {target} | {met} |")

    def ratio(a, b):
        return f"{a / b:.2f}"

    row("Go: one header signature, small POST, 300-byte token, against its hashing alone",
        f"{sign[0]:.0f} ns : {floor:.0f} ns = {ratio(sign[0], floor)}", "at most 1.25", verdict(sign[0] / floor, 1.25))
    row("the same into the caller's buffer, as every binding calls it",
        f"{go['AppendSign'][0]:.0f} ns : {floor:.0f} ns = {ratio(go['AppendSign'][0], floor)}", "", "")
    row("the same, each request unlike the one before it",
        f"{go['SignOthers'][0]:.0f} ns : {floor:.0f} ns = {ratio(go['SignOthers'][0], floor)}", "", "")
    row("allocations of one signature", f"{sign[1]}", "at most 2", verdict(sign[1], 2))
    row("aws-sdk-go-v2 against Sallyport, Go",
        f"{sdk[0]:.0f} ns ({sdk[1]} allocations) : {sign[0]:.0f} ns = {ratio(sdk[0], sign[0])}",
        "at least 5", verdict(sdk[0] / sign[0], 5, True))
    row("botocore SigV4Auth against Sallyport, Python, headers included",
        f"{py['python_botocore']:.0f} ns : {python:.0f} ns = {py['python_botocore'] / python:.1f}",
        "at least 25", verdict(py["python_botocore"] / python, 25, True))
    row("one Alibaba verification against the bare RSA-2048 check",
        f"{go['Verify'][0] / 1e3:.1f} us : {go['VerifyFloor'][0] / 1e3:.1f} us = {ratio(go['Verify'][0], go['VerifyFloor'][0])}",
        "at most 1.3", verdict(go["Verify"][0] / go["VerifyFloor"][0], 1.3))
    row("a call across the door, more than the Go function",
        f"{c['sign']:.0f} ns - {go['OpSign'][0]:.0f} ns = {door_cost:.0f} ns", "at most 80 ns", verdict(door_cost, 80))
    row("`import sallyport`", f"{start['import'] / 1e6:.1f} ms", "at most 20 ms", verdict(start["import"], 20e6))
    row("first call (core start)", f"{start['first_call'] / 1e6:.1f} ms", "at most 30 ms", verdict(start["first_call"], 30e6))
    row("memory of the first call", f"{start['first_call_rss'] / 1024:.1f} MB of RSS",
        "at most 10 MB", verdict(start["first_call_rss"] / 1024, 10))
    row("both libraries, stripped", f"{size:.2f} MB", "at most 8 MB", verdict(size, 8))
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
    if "--write" in sys.argv:
        (HERE / "RESULTS.md").write_text(
            "# Measurements\n\nWritten by `make bench`: every row from one run, the best of several rounds; ratios compare work done in the "
            "same run.\n\n" + machine() + "\n\n" + text
        )


if __name__ == "__main__":
    main()
