package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the class path of this one, for what may end a process or needs one of its own. */
final class Jvm {
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private boolean libjsig;
    private Path home = home();
    private String output;

    static Path home() {
        return Paths.get(System.getProperty("java.home"));
    }

    /** Another JDK than this one. */
    Jvm of(Path other) {
        home = other;
        return this;
    }

    /** A command that the JVM is an argument of. */
    Jvm under(String... command) {
        before.addAll(Arrays.asList(command));
        return this;
    }

    Jvm with(String... more) {
        options.addAll(Arrays.asList(more));
        return this;
    }

    Jvm property(String name, Object value) {
        return with("-D" + name + "=" + value);
    }

    Jvm withLibjsig() {
        libjsig = true;
        return this;
    }

    /** Runs a class's main method to its end, which must be a good one, and returns what it printed. */
    String run(Class<?> main, String... arguments) {
        return run(main.getName(), arguments);
    }

    /** The same for a source file, which the JVM compiles. */
    String run(Path source) {
        return run(source.toString());
    }

    private String run(String main, String... arguments) {
        int status = start(main, arguments);
        assertEquals(0, status, output);
        assertTrue(!output.contains("NoClassDefFoundError"), output);
        return output;
    }

    private int start(String main, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(home.resolve("bin/java").toString());
        command.addAll(options);
        if (Float.parseFloat(System.getProperty("java.specification.version")) >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED"); // else it prints a warning
        }
        Collections.addAll(
                command,
                "-Dsallyport.test.root=" + Checkout.root(),
                "-XX:ErrorFile=/dev/stderr",
                "-cp",
                System.getProperty("java.class.path"),
                main);
        Collections.addAll(command, arguments);
        try {
            File out = File.createTempFile("sallyport-jvm", ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out);
            if (libjsig) {
                Path library = home.resolve("lib/libjsig.so");
                assertTrue(Files.exists(library), library + " is not there: run the tests with a whole JDK");
                builder.environment().put("LD_PRELOAD", library.toString());
            }
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                assertTrue(process.waitFor(180, TimeUnit.SECONDS), "no end in 180 s: " + Checkout.text(out.toPath()));
                return process.exitValue();
            } finally {
                process.destroyForcibly();
                output = Checkout.text(out.toPath());
                out.delete();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
