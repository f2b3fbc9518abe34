"""Makes core/endpoint/services.tsv: facts from botocore's models, and a few that no model has.

    python services.py --write    write the table
    python services.py --check    fail if botocore knows something that the table does not

The Go code reads the rows as core/endpoint/table.go says; `endpoints.py` lists what botocore would call.
"""

import argparse
import collections
import datetime
import pathlib
import re
import sys

import botocore
import endpoints

TABLE = pathlib.Path(__file__).parents[2] / "core/endpoint/services.tsv"
PARTITION = pathlib.Path(__file__).parents[2] / "core/endpoint/partition.go"
# The lists of domains in the table of partitions, each domain with its dot.
LISTS = re.findall(r'\[\]string\{((?:"[a-z0-9.-]+"(?:, )?)+)\}\}', PARTITION.read_text())
DOMAINS = ["." + domain for found in LISTS for domain in re.findall(r'"([^"]+)"', found)]
REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]+")
LIMIT = 20_000

HEADER = """# Made by tests/differential/services.py --write on {date} from botocore {version}, with the additions of that file.
# signing name	endpoint prefixes	target prefixes
# A prefix is what stands before ".region.amazonaws.com"; one that begins with a dot stands behind the region.
# prefix@region: that host is always signed for that region. prefix/path and prefix?Name=value: only requests to that path,
# or with that parameter. prefix!: takes only Signature Version 4A. "?": the host alone does not tell.
"""

# What the models do not have: endpoints of a user's own resource, services that only other SDKs or consoles call, older
# names, services that AWS has closed. From the developer guides of each service and the General Reference.
EXTRA = """
?	maps.geo places.geo routes.geo
appsync	appsync-api appsync-realtime-api
aps	aps-workspaces
aoss	.aoss
bedrock-mantle	bedrock-mantle
cloudfront-keyvaluestore	cloudfront-kvs! cloudfront-keyvaluestore
cloudsearch	.cloudsearch
codecatalyst	codecatalyst
codecommit	git-codecommit
elasticmapreduce	.elasticmapreduce
es	.es
events	endpoint.events!
finspace	finspace
finspace-api	finspace-api
geo	geo maps.geo/maps/ places.geo/places/ routes.geo/routes/
iot-jobs-data	jobs.iot
iotdata	data.ats.iot
iotdevicegateway	data.iot/mqtt data-ats.iot/mqtt
iotevents	iotevents
ioteventsdata	data.iotevents
lambda	lambda-url
logs	streaming-logs
memorydb	memorydb
mturk-requester	mturk-requester-sandbox
neptune-db	.neptune neptune
neptune-graph	neptune-graph
panorama	panorama
rds-db	.rds rds?Action=connect
s3	s3-accesspoint accesspoint.s3-global!
s3express	s3express-control
s3-object-lambda	s3-object-lambda
ses	endpoints.email!
simspaceweaver	simspaceweaver
sqs	.queue queue
timestream	timestream
tnb	tnb
transcribe	transcribestreaming
vpc-lattice-svcs	vpc-lattice-svcs
"""

# Hosts of two services; their models have the paths.
SHARED = EXTRA.strip().splitlines()[0].split()[1:]


def cut(host):
    """Return what stands before the region, the region, and what stands behind it, without the partition's domain."""
    for domain in DOMAINS:
        if host.endswith(domain):
            labels = host[: -len(domain)].split(".")
            break
    else:
        sys.exit(f"{host} is in no partition of {PARTITION.name}")
    for i in range(len(labels) - 1, -1, -1):
        if REGION.fullmatch(labels[i]):
            return ".".join(labels[:i]), labels[i], ".".join(labels[i + 1 :])
    return ".".join(labels), "", ""


def plain(prefix):
    """A prefix without what tells an account, FIPS, dual stack and global endpoints, which the Go code takes off as well."""
    prefix = prefix.removeprefix(endpoints.ACCOUNT + ".")
    prefix = prefix.removesuffix(".us-gov").removeprefix("global.").removesuffix(".global")
    return prefix.removesuffix(".dualstack").removesuffix("-fips")


def rows():
    prefixes, targets = collections.defaultdict(set), {}
    for case in endpoints.cases(buckets=False):
        before, region, after = cut(case.host)
        if after in ("", "us-gov"):
            key = plain(before)
        else:
            key = "." + after.removesuffix("-fips")
        fixed = "@" + case.scope_region if region and region != case.scope_region else ""
        if key in SHARED:
            if not case.path.startswith("/v2/"):
                continue  # EXTRA has the paths of the other
            key += "/v2/"
        prefixes[key].add((case.name, fixed))
        if case.target:
            targets[case.target.rpartition(".")[0]] = case.name
    table = {}
    for key, found in prefixes.items():
        names = {name for name, _ in found}
        if len(names) > 1:
            sys.exit(f"{key} is the host of {sorted(names)}: EXTRA must say how to tell them apart")
        table[key] = (names.pop(), max(fixed for _, fixed in found))
    for line in EXTRA.strip().splitlines():
        name, more = line.split("\t")
        for key in more.split():
            table[key] = (name, "")
    return pruned(table), targets


def pruned(table):
    """The rows that a shorter one does not make needless: hosts are looked up label by label."""
    kept = {}
    for key, value in table.items():
        shorter = key.partition(".")[2] if not key.startswith(".") else ""
        while shorter and shorter not in table:
            shorter = shorter.partition(".")[2]
        if shorter == "iot" or table.get(shorter) != value:
            kept[key] = value
    return kept


def text():
    table, targets = rows()
    names = collections.defaultdict(lambda: ([], []))
    for key, (name, fixed) in table.items():
        names[name][0].append(key + fixed)
    for target, name in targets.items():
        names[name][1].append(target)
    lines = [f"{name}\t{' '.join(sorted(p))}\t{' '.join(sorted(t))}\n" for name, (p, t) in sorted(names.items(), key=lambda i: i[0].lower())]
    return HEADER.format(date=datetime.date.today(), version=botocore.__version__) + "".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    made = text()
    if len(made) > LIMIT:
        sys.exit(f"the table has {len(made)} bytes; the limit is {LIMIT}")
    if args.write:
        TABLE.write_text(made)
        print(f"{TABLE.name}: {len(made)} bytes, {len(made.splitlines()) - HEADER.count(chr(10))} signing names")
    if args.check:
        missing = facts(made) - facts(TABLE.read_text())
        for name, word in sorted(missing):
            print(f"missing: {word} of {name}")
        print(f"{len(missing)} facts of botocore {botocore.__version__} are not in {TABLE.name}")
        sys.exit(bool(missing))


def facts(table):
    """Every (signing name, prefix or target) of a table."""
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {(name, word) for name, *columns in lines for column in columns for word in column.split()}


if __name__ == "__main__":
    main()
