package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        String java = sources(Checkout.root().resolve("bindings/java/sallyport/src/main/java"), ".*\\.java")
                .replaceAll("list\\(\"(\\w+)\"", "\"identity.$1\""); // where the key is put together
        String[] leftOut = {"client.max_header", "client.max_redirects", "iot.service"}; // as in Python
        missing(keys, leftOut, java, "\"", "\"");
        Set<String> facts = Arrays.stream(Checkout.text(Checkout.root().resolve("core/op/response.go"))
                        .split("\""))
                .collect(Collectors.toSet());
        Matcher key = Pattern.compile("\"((credentials|sign|client|tls|iot|identity|metadata)\\.[a-z_0-9]+)\"")
                .matcher(java);
        while (key.find()) {
            assertTrue(keys.contains(key.group(1)) || facts.contains(key.group(1)), key.group() + " is no option");
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

    @Test
    void everyFunctionOfTheHeaderIsUsed() throws IOException {
        Set<String> functions = firstColumn("cshared/symbols.tsv", "sally_.*\tdoor.*");
        assertTrue(functions.size() > 25, functions.toString());
        functions.removeIf(
                name -> name.matches("sally_(signer|client|publisher|verifier|metadata)_(new|free)")); // by kind
        String[] leftOut = { // ErrorCode is made from the same table
            "sally_error_category", "sally_error_hint", "sally_error_name", "sally_error_retryable"
        };
        String c = sources(Checkout.root().resolve("cshared/door"), "jni.*\\.c").replaceAll("[(,;) ?]", " ");
        missing(functions, leftOut, c, "", " ");
    }

    @Test
    void kindsOfHandlesHaveTheNumbersOfTheDoor() {
        String header = Checkout.text(Checkout.root().resolve("cshared/door/door.h"));
        String kinds = header.substring(header.indexOf("enum door_kind"), header.indexOf("KIND_BATCH,") + 11)
                .replaceAll("\\s", "");
        assertTrue(
                kinds.endsWith(
                        "=1,KIND_RESPONSE,KIND_SIGNER,KIND_CLIENT,KIND_PUBLISHER,KIND_VERIFIER,KIND_METADATA,KIND_BATCH,"),
                kinds);
        assertEquals(3, Natives.SIGNER);
        assertEquals(4, Natives.CLIENT);
        assertEquals(5, Natives.PUBLISHER);
        assertEquals(6, Natives.VERIFIER);
        assertEquals(7, Natives.METADATA);
        assertEquals(8, Natives.BATCH);
    }
}
