package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Each in a JVM of its own: there is one core for each process. */
final class CoreRuntimeTest {
    static final class Probe {
        public static void main(String[] arguments) {
            attempt(() -> CoreRuntime.maxProcs(2));
            attempt(() -> CoreRuntime.memoryLimit(64L << 20));
            attempt(() -> CoreRuntime.maxProcs(0));
            attempt(() -> CoreRuntime.memoryLimit(1));
            attempt(IdentityVerifier::newAudience);
            attempt(() -> CoreRuntime.maxProcs(2));
        }

        private static void attempt(Runnable action) {
            try {
                action.run();
                System.out.print("ok ");
            } catch (UsageException e) {
                System.out.print(e.errorCode().name() + " ");
            }
        }
    }

    @Test
    void settingsAreMadeBeforeTheFirstObject() {
        String expected = "ok ok INVALID_OPTION INVALID_OPTION ok INVALID_OPTION ";
        assertEquals(expected, new Jvm().run(Probe.class));
        assertEquals(
                expected,
                new Jvm().property("sallyport.library.path", Checkout.library()).run(Probe.class));
    }
}
