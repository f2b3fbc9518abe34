package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ClassLoaderTest {
    private static void works(Jvm jvm) {
        String output = jvm.run(ClassLoaderProbe.class);
        assertTrue(output.contains("4 class loaders agree\nand can be collected"), output);
    }

    @Test
    void eachClassLoaderHasItsOwnCopyFromTheJar() {
        works(new Jvm());
    }

    @Test
    void aFileThatTheFirstOneTookIsCopiedForTheOthers() {
        works(new Jvm().property("sallyport.library.path", Checkout.library()));
        works(new Jvm().property("java.library.path", Checkout.library().getParent()));
    }
}
