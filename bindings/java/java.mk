# The JVM binding. Included by the Makefile; paths are from the root.
#
#   java        bindings/java/sallyport/target/sallyport-VERSION.jar, with the native files of this machine in it
#   java-test   its tests, in this JVM and in JVMs of their own
#   java-bench  measurements, as "name nanoseconds" lines

MVN    ?= mvn
JAVA_VERSION := $(shell cat core/op/VERSION)
java_native  := build/java/native/linux-$(shell uname -m)
java_jar     := bindings/java/sallyport/target/sallyport-$(JAVA_VERSION).jar
java_sources := $(shell find bindings/java -path '*/target' -prune -o \( -name '*.java' -o -name pom.xml \) -print)
java_mvn     := $(MVN) --batch-mode --quiet --no-transfer-progress --file bindings/java/pom.xml

.PHONY: java java-needs java-test java-bench
java-needs:
	@missing=; for tool in $(MVN) javac java; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ]; then echo "make: not found:$$missing. Install a JDK from 11 on and Maven (on Debian: default-jdk maven)." >&2; exit 1; fi

java: java-needs $(java_jar)

# The version is in the names, so that files of two versions on one class path are not taken for each other.
$(java_native)/libsallyport-$(JAVA_VERSION).so: build/libsallyport.so
	@mkdir -p $(@D)
	cp $< $@
$(java_native)/libsallyport-core-$(JAVA_VERSION).so: build/libsallyport-core.so
	@mkdir -p $(@D)
	cp $< $@

java_native_files := $(java_native)/libsallyport-$(JAVA_VERSION).so $(java_native)/libsallyport-core-$(JAVA_VERSION).so

$(java_jar): $(java_sources) $(java_native_files)
	$(java_mvn) -DskipTests package

java-test: java lab-binary native-panic
	$(java_mvn) verify

java-bench: java
	$(java_mvn) -DskipTests test-compile
	bindings/java/bench.sh
