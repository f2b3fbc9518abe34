package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What could end the process: panics, signals, misuse of JNI. Each in JVMs of its own, with and without libjsig. */
final class ProcessTest {
    /** As HotSpot's checks begin. */
    private static final Pattern COMPLAINT =
            Pattern.compile("(?m)^.*(in native method|JNI local refs|JNI call made|FATAL ERROR).*$");

    private static Jvm panicking() {
        return new Jvm().property("sallyport.library.path", Checkout.panicLibrary());
    }

    @Test
    void aPanicEndsItsObjectOnly() {
        assertTrue(panicking().run(PanicProbe.class).contains("alive with 0 handles"));
        assertTrue(panicking().withLibjsig().run(PanicProbe.class).contains("alive with 0 handles"));
    }

    @Test
    void signalsAndGarbageCollectionGoOnBesideGo() {
        assertTrue(new Jvm().run(StressProbe.class, "4000").contains("alive"));
    }

    @Test
    void theSameWithLibjsig() {
        assertTrue(new Jvm().withLibjsig().run(StressProbe.class, "4000").contains("alive"));
    }

    /** The first compiler keeps the null checks that are signals; the other one replaces them. */
    @Test
    void theSameWithMoreSignals() {
        Jvm jvm = new Jvm().with("-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC", "-Xmx128m");
        assertTrue(jvm.run(StressProbe.class, "4000").contains("alive"));
        assertTrue(jvm.withLibjsig().run(StressProbe.class, "4000").contains("alive"));
    }

    @Test
    void aSmallAddressSpaceIsAnErrorAndNotTheEnd() {
        String output = new Jvm()
                .under("sh", "-c", "ulimit -v 3000000 && exec \"$@\"", "sh")
                .with(
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:ReservedCodeCacheSize=32m",
                        "-XX:CompressedClassSpaceSize=16m")
                .run(LoadProbe.class);
        assertTrue(output.contains("attempt 1: InternalException ADDRESS_SPACE_LIMIT"), output);
    }

    @Test
    void anArgumentThatThereIsNoMemoryToCopyIsAnError() {
        String output = new Jvm().with("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC").run(MemoryProbe.class);
        String four = String.join("\n", Collections.nCopies(4, "OUT_OF_MEMORY"));
        assertTrue(output.contains(four + "\nsigned 64"), output);
    }

    @Test
    void theChecksOfJniFindNothing() {
        String[] tests = Stream.of(
                        SignerTest.class,
                        HttpsClientTest.class,
                        IotPublisherTest.class,
                        IdentityTest.class,
                        BadInputTest.class,
                        HandleTest.class,
                        BatchTest.class,
                        NativesTest.class,
                        CancelTest.class)
                .map(Class::getName)
                .toArray(String[]::new);
        String output = new Jvm().with("-Xcheck:jni").withLibjsig().run(RunTests.class, tests);
        Matcher complaint = COMPLAINT.matcher(output);
        assertFalse(complaint.find(), () -> complaint.group() + "\n" + output);
        assertTrue(output.contains(" tests succeeded"), output);
        String panics = panicking().with("-Xcheck:jni").run(PanicProbe.class);
        assertFalse(COMPLAINT.matcher(panics).find(), panics);
    }
}
