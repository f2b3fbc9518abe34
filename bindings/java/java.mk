# The JVM binding. Included by the Makefile, after native.mk; paths are from the root.
#
#   java        bindings/java/sallyport/target/sallyport-VERSION.jar, with the native files of this machine in it
#   java-test   its tests: in one JVM against the stand-ins, and in JVMs of their own
#   java-format the sources, formatted
#   java-bench  measurements, as "name nanoseconds" lines
#   spark       bindings/java/sallyport-spark/target/sallyport-spark_2.12-VERSION.jar
#   spark-test  its tests: in one JVM, and on a standalone cluster of a master and two workers on loopback
#   spark4-test the same tests in one JVM, for Scala 2.13: compiled for Spark 3.5, run with Spark 4
#   spark-bench sally_presign beside the built-in sha2, as "name nanoseconds" lines

MVN ?= mvn
# Maven runs for seconds: optimizing its code would cost more than it gains.
export MAVEN_OPTS ?= -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC

java_version := $(shell cat core/op/VERSION)
java_module  := bindings/java/sallyport
java_jar     := $(java_module)/target/sallyport-$(java_version).jar
java_native  := build/java/native/linux-$(shell uname -m)
java_files   := $(java_native)/libsallyport-$(java_version).so $(java_native)/libsallyport-core-$(java_version).so
java_sources := bindings/java/pom.xml $(java_module)/pom.xml $(shell find $(java_module)/src/main -name '*.java')
java_mvn     := $(MVN) --batch-mode --quiet --no-transfer-progress -Dstyle.color=never --file bindings/java/pom.xml --projects sallyport

# What the adapters are compiled against is the oldest; their tests run with the newest too.
java_newest := -Dokhttp.artifact=okhttp-jvm -Dokhttp.version=5.5.1 -Dhttpclient5.version=5.6.5 -Dawssdk.version=2.58.0

.PHONY: java java-needs java-test java-format java-bench
java-needs:
	@missing=; for tool in $(firstword $(MVN)) javac; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ]; then echo "make: not found:$$missing. Install a JDK (11 or later) and Maven; on Debian: default-jdk-headless maven." >&2; exit 1; fi

java: java-needs $(java_jar)

# The version is in the names, so that files of two versions on one class path are not taken for each other.
$(java_native)/%-$(java_version).so: build/%.so
	@mkdir -p $(@D)
	cp $< $@

$(java_jar): $(java_sources) $(java_files)
	$(java_mvn) -DskipTests package

java-test: java lab-binary native-panic
	$(java_mvn) verify
	$(java_mvn) $(java_newest) -Dtest='*AdapterTest' surefire:test

java-format: java-needs
	$(spark_mvn) com.diffplug.spotless:spotless-maven-plugin:apply

java-bench: java
	@$(java_mvn) $(java_newest) -DskipTests test-compile dependency:build-classpath -Dmdep.outputFile=$(CURDIR)/build/java/classpath
	@java -cp $(java_module)/target/classes:$(java_module)/target/test-classes:$$(cat build/java/classpath) \
	  -XX:CompileCommand=quiet -XX:CompileCommand=dontinline,io.sallyport.SignBench::consume io.sallyport.SignBench

# Sallyport for Spark SQL.
spark_module := bindings/java/sallyport-spark
spark_jar    := $(spark_module)/target/sallyport-spark_2.12-$(java_version).jar
spark_mvn    := $(MVN) --batch-mode --quiet --no-transfer-progress -Dstyle.color=never --file bindings/java/pom.xml \
                --projects sallyport,sallyport-spark

.PHONY: spark spark-test spark4-test spark-bench
spark: java $(spark_jar)

$(spark_jar): $(java_jar) $(spark_module)/pom.xml core/op/options.tsv $(shell find $(spark_module)/src/main -name "*.java" 2>/dev/null)
	$(spark_mvn) -DskipTests package

# The tests of the module below have run in java-test.
spark-test: build spark lab-binary spark-venv
	$(spark_mvn) -Dtest='io.sallyport.spark.*Test' -Dsurefire.failIfNoSpecifiedTests=false package
	$(SPARK_VENV)/bin/python -m pytest -q tests/spark/cluster

# One jar serves both: what was compiled for the one is run with the other.
spark4_mvn := $(MVN) --batch-mode --quiet --no-transfer-progress -Dstyle.color=never --file bindings/java/pom.xml --projects sallyport,sallyport-spark_2.13
spark4-test: build java lab-binary
	$(spark4_mvn) -DskipTests package
	$(spark4_mvn) -Dspark.version=4.2.0 -Dmaven.main.skip -Dtest='io.sallyport.spark.*Test' -Dsurefire.failIfNoSpecifiedTests=false package

spark-bench: spark spark-venv
	@$(SPARK_VENV)/bin/python tests/bench/spark_sql.py $(java_jar) $(spark_jar)
