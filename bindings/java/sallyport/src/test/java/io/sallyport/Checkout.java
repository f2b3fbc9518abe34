package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** Files of the checkout that tests need. What is not there fails the test, and says how to make it. */
final class Checkout {
    private Checkout() {}

    static Path root() {
        String root = System.getProperty("sallyport.test.root");
        assertTrue(root != null, "the property sallyport.test.root must name the root of the checkout");
        return Paths.get(root).toAbsolutePath().normalize();
    }

    static Path file(String name, String remedy) {
        Path file = root().resolve(name);
        assertTrue(Files.exists(file), file + " is not there: run `" + remedy + "`");
        return file;
    }

    static Path vectors(String name) {
        return file("tests/vectors/" + name, "git checkout tests/vectors");
    }

    static Path panicLibrary() {
        return file("build/panic/libsallyport.so", "make native-panic");
    }

    static Path library() {
        return file("build/libsallyport.so", "make native");
    }

    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
