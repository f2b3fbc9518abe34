"""A standalone cluster on loopback: one master, two workers with one core each. Run with `make spark-test`."""

import contextlib
import glob
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "bindings" / "python" / "src"), str(ROOT / "bindings" / "python" / "tests")]

from lab import Lab  # noqa: E402

import sallyport  # noqa: E402
import sallyport.spark  # noqa: E402


@pytest.fixture(scope="session")
def lab():
    with Lab(ROOT) as running:
        yield running


def user_environment():
    """This environment without credentials, and without the checkout on the path of Python."""
    prefixes = ("AWS_", "SALLYPORT_", "PYTHONPATH", "PYSPARK_", "SPARK_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    return dict(kept, SPARK_LOCAL_IP="127.0.0.1")


class Cluster:
    """The processes. Secrets are in the environment of the workers, whose executors inherit it, and nowhere else."""

    def __init__(self, directory, secrets):
        import pyspark

        self.directory = directory
        self.home = os.path.dirname(pyspark.__file__)
        self._environment = user_environment()
        self._environment.update(SPARK_HOME=self.home, SPARK_DAEMON_MEMORY="256m")
        self._secrets = secrets
        self._processes = []

    def __enter__(self):
        try:
            self._start("master", "master.Master", {})
            self.master = self._said("master", r"Starting Spark master at (spark://\S+)")
            for name in ("worker-1", "worker-2"):
                work = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.directory / name), self.master]
                self._start(name, "worker.Worker", self._secrets, work)
            for name in ("worker-1", "worker-2"):
                self._said(name, r"Successfully registered with master (\S+)")
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self, name, kind, secrets, arguments=()):
        command = [self.home + "/bin/spark-class", "org.apache.spark.deploy." + kind]
        command += ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0", *arguments]
        with open(self.log(name), "wb") as log:
            environment = dict(self._environment, **secrets)
            self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))

    def log(self, name):
        return str(self.directory / (name + ".log"))

    def _said(self, name, pattern):
        for _ in range(600):
            with open(self.log(name), encoding="utf-8", errors="replace") as log:
                found = re.search(pattern, log.read())
            if found:
                return found.group(1)
            if any(process.poll() is not None for process in self._processes):
                break
            time.sleep(0.1)
        raise RuntimeError("%s did not start:\n%s" % (name, self.logs()))

    def logs(self, last=3000):
        """The ends of all logs, those of the executors too; 0: all of them."""
        files = sorted(glob.glob(str(self.directory / "*.log")) + glob.glob(str(self.directory / "worker-*/*/*/std*")))
        return "\n".join("== %s\n%s" % (file, pathlib.Path(file).read_text(errors="replace")[-last:]) for file in files)

    def __exit__(self, *_):
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def cluster(lab, tmp_path_factory):
    secrets = {
        "AWS_ACCESS_KEY_ID": lab.aws["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": lab.aws["secret_access_key"],
        "AWS_SESSION_TOKEN": lab.aws["session_token"],
    }
    with Cluster(tmp_path_factory.mktemp("cluster"), secrets) as running:
        failed = session_failures()
        yield running
        if session_failures() != failed:
            print(running.logs())


FAILURES = []


def session_failures():
    return len(FAILURES)


def pytest_runtest_logreport(report):
    if report.failed:
        FAILURES.append(report.nodeid)


@pytest.fixture(scope="session")
def options(cluster):
    """What each session on the cluster is configured with."""
    events = cluster.directory / "events"
    events.mkdir(exist_ok=True)
    return {
        "spark.master": cluster.master,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.cores.max": "2",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # both executors are there before the first task
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(cluster.directory / "warehouse"),
        "spark.ui.port": "0",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.as_uri(),
    }


@contextlib.contextmanager
def sessions(options, environment=None):
    """Gives a function that makes a session on the cluster; its driver has no credentials."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    made = []

    def make(**more):
        builder = SparkSession.builder.appName("sallyport")
        for key, value in dict(options, **more).items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        made.append(session)
        return session

    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in dict(environment or {}, SPARK_LOCAL_IP="127.0.0.1").items():
            patch.setenv(name, value)
        try:
            yield make
        finally:
            for session in made:
                session.stop()
            if SparkContext._gateway is not None:  # the class path of its JVM is that of the first session
                SparkContext._gateway.shutdown()
                SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture
def connect(options, lab):
    """Makes a session with the functions of Spark SQL."""
    jars = [jar(ROOT / "bindings/java/sallyport/target"), jar(ROOT / "bindings/java/sallyport-spark/target")]
    more = {
        "spark.jars": ",".join(jars),
        "spark.sql.extensions": "io.sallyport.spark.SallyportExtensions",
        "spark.sql.codegen.fallback": "false",
        "spark.sallyport.tls.ca_file": lab.ca,
        "spark.sallyport.client.proxy": "none",
        "spark.sallyport.client.resolve": "%s:%d:%s %s:%d:%s"
        % (
            *(lab.aws["sts_host"], lab.aws["port"], lab.aws["address"]),
            *(lab.iot["host"], lab.iot["port_443"], lab.iot["address"]),
        ),
        "spark.sallyport.iot.endpoint": lab.iot["host"],
        "spark.sallyport.iot.port": str(lab.iot["port_443"]),
        "spark.sallyport.identity.certificates": lab.metadata["certificate"],
    }
    with sessions(dict(options, **more)) as make:
        yield make


def jar(directory):
    names = [p for p in directory.glob("sallyport*.jar") if not p.name.endswith("-sources.jar")]
    assert len(names) == 1, "%s: expected one jar, found %s; run `make spark`" % (directory, names)
    return str(names[0])


@pytest.fixture(scope="session")
def archive(cluster):
    """The package as a user sends it."""
    return sallyport.spark.archive(cluster.directory / "sallyport.zip")


@pytest.fixture(scope="session")
def python(cluster):
    """A Python that has Spark's packages and not this checkout's: sallyport comes out of the archive or not at all."""
    home = cluster.directory / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "spark.pth").write_text(sysconfig.get_path("purelib") + "\n")  # a .pth file in there is not read
    return str(home / "bin" / "python")


@pytest.fixture(scope="session")
def proofs(lab):
    """Rows (id, document, signature, audience): a good one, one of another audience, one without."""
    rows = []
    for i in range(3):
        audience = sallyport.new_audience()
        service = sallyport.InstanceMetadata(endpoint=lab.metadata["hardened"])
        document, signature = service.identity(audience)
        text = [part.decode() if isinstance(part, bytes) else part for part in (document, signature)]
        rows.append((i, text[0], text[1], [audience, sallyport.new_audience(), None][i]))
    return rows
