"""Compares the core with botocore: whose signature a host takes, and what a profile file says. And with HTTP libraries: what they send.

    python run.py ORACLE              everything that botocore can call, 10,000 profiles and 10,000 URLs
    python run.py ORACLE --sample N   N of each

ORACLE is the program in this folder, built. Nothing may be answered otherwise than botocore answers. What the core refuses
though botocore does not is listed by kind, and each kind has its reason in profiles.py.
"""

import argparse
import json
import random
import subprocess
import sys

import endpoints
import profiles
import wireform


def ask(oracle, questions):
    text = "".join(json.dumps(q) + "\n" for q in questions)
    done = subprocess.run([oracle], input=text, stdout=subprocess.PIPE, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(questions):
        sys.exit(f"{len(answers)} answers to {len(questions)} questions")
    return answers


def compare_endpoints(oracle, sample, rng):
    cases = list(endpoints.cases())
    if sample:
        cases = rng.sample(cases, sample)
    questions = [{"Host": c.host, "Target": c.target, "Path": c.path, "DefaultRegion": c.scope_region if "global" in c.region else c.region} for c in cases]
    wrong = 0
    for case, answer in zip(cases, ask(oracle, questions)):
        got = answer.get("Service", ""), answer.get("Region", "")
        if got != (case.name, case.scope_region):
            wrong += 1
            print(f"WRONG: {case}: got {got}, botocore signs for {(case.name, case.scope_region)}")
    services = len({c.service for c in cases})
    print(f"endpoints: {len(cases)} hosts of {services} services, {wrong} wrong or refused")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("oracle")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    wrong = compare_endpoints(args.oracle, args.sample, rng)
    cases = [profiles.generate(rng) for _ in range(args.sample or 10_000)]
    answers = ask(args.oracle, [profiles.question(c) for c in cases])
    wrong += profiles.compare(cases, answers)
    questions = [wireform.generate(rng) for _ in range(args.sample or 10_000)]
    wrong += wireform.compare(questions, ask(args.oracle, questions))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
