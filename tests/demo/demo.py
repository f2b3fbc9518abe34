"""Sallyport's four jobs, from Python through the native library, against local stand-ins.

    python tests/demo/demo.py [--lab build/tools/sallyport-lab] [reach sign publish verify]

Prints for each job what went over the wire and what came back. Needs no account
and no network. Exits with 0 only if everything held.
"""

import argparse
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument(
        "--lab", default=os.path.join(ROOT, "build", "tools", "sallyport-lab"), help="the lab program"
    )
    arguments.add_argument("jobs", nargs="*", help="reach, sign, publish, verify (default: all)")
    options = arguments.parse_args()

    try:
        import sallyport
    except ImportError as e:
        sys.exit("demo: %s (run it through 'make demo', or set PYTHONPATH=bindings/python/src)" % e)

    import job_publish
    import job_reach
    import job_sign
    import job_verify
    from report import Report
    from stand_ins import Lab

    jobs = {"reach": job_reach, "sign": job_sign, "publish": job_publish, "verify": job_verify}
    unknown = set(options.jobs) - set(jobs)
    if unknown:
        arguments.error("no such job: " + ", ".join(sorted(unknown)))

    report = Report()
    report.say("Python %s, Sallyport %s" % (sys.version.split()[0], sallyport.__version__))
    report.say("Every server below is a local stand-in; its names are those of the real service.")
    with Lab(options.lab) as lab:
        for name in options.jobs or jobs:
            with report.job(name, jobs[name].__doc__):
                jobs[name].run(sallyport, lab, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
