package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the project's tables name is there in Java too, or is listed here as left out; a stale list fails. */
final class ParityTest {
    private static Set<String> firstColumn(String table, String rows) {
        return Arrays.stream(Checkout.text(Checkout.root().resolve(table)).split("\n"))
                .filter(line -> !line.startsWith("#") && line.matches(rows))
                .map(line -> line.split("\t")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sources(Path directory, String names) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(names))
                    .map(Checkout::text)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static void missing(Set<String> wanted, String[] leftOut, String sources, String before, String after) {
        Set<String> missing = wanted.stream()
                .filter(name -> !sources.contains(before + name + after))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Arrays.asList(leftOut)), missing);
    }

    @Test
    void everyOptionCanBeSet() throws IOException {
        Set<String> keys = firstColumn("core/op/options.tsv", ".*\t.*");
        assertTrue(keys.size() > 50, keys.toString());
        keys.remove("env.*");
        String java = sources(
                        Checkout.root().resolve("bindings/java/sallyport/src/main/java"),
                        "(?!Attributes).*\\.java") // which has OpenTelemetry's keys
                .replaceAll("list\\(\"(\\w+)\"", "\"identity.$1\""); // where the key is put together
        String[] leftOut = {};
        missing(keys, leftOut, java, "\"", "\"");
        Matcher key = Pattern.compile("\"((credentials|sign|client|tls|iot|identity|metadata|verify)\\.[a-z_0-9]+)\"")
                .matcher(java);
        while (key.find()) {
            assertTrue(keys.contains(key.group(1)), key.group() + " is no option");
        }
    }

    @Test
    void everyNativeMethodIsRegisteredAndNoOther() {
        Set<String> declared = Arrays.stream(Natives.class.getDeclaredMethods())
                .filter(method -> Modifier.isNative(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> registered = new TreeSet<>();
        Matcher entry = Pattern.compile("\\bNATIVE\\(\"(\\w+)\"")
                .matcher(Checkout.text(Checkout.root().resolve("cshared/door/jni.c")));
        while (entry.find()) {
            registered.add(entry.group(1));
        }
        assertEquals(registered, declared);
    }

    /** What an operation takes and gives is read by the names of the table; an operation that nobody calls is listed. */
    @Test
    void everyOperationIsCalled() throws IOException {
        Set<String> operations = Arrays.stream(Checkout.text(Checkout.root().resolve("core/op/ops.tsv"))
                        .split("\n"))
                .filter(line -> line.matches("\\d+\t.*"))
                .map(line -> line.split("\t")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(operations.size() > 15, operations.toString());
        String java = sources(Checkout.root().resolve("bindings/java/sallyport/src/main/java"), "(?!Ops).*\\.java")
                .replaceAll("(\\W)Ops\\.([A-Z_]+)_NEW\\W", "$1Ops.$2_new(")
                .replace("_", "")
                .toLowerCase(Locale.ROOT);
        operations.removeIf(name -> java.contains("ops." + name.replace("_", "") + "("));
        String[] leftOut = {
            "signer_presign", // the hot path has a native of its own
            "signer_sign",
        };
        assertEquals(new TreeSet<>(Arrays.asList(leftOut)), operations);
    }
}
