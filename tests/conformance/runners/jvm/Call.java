import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call: the entry point and its fields. A field that was not sent is null. */
final class Call {
    final String entry;
    final Map<String, byte[]> fields = new LinkedHashMap<>();

    /** Settings that are given by their keys. */
    final Map<String, String> keys = new LinkedHashMap<>();

    private final List<String[]> repeated = new ArrayList<>();
    private final Map<String, List<byte[]>> columns = new HashMap<>();

    Call(String entry) {
        this.entry = entry;
    }

    byte[] bytes(String key) {
        return fields.get(key);
    }

    String text(String key) {
        byte[] value = fields.get(key);
        return value == null ? null : text(value);
    }

    /** As a String; what is not UTF-8 has lone surrogates. */
    private static String text(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value)) return text;
        StringBuilder out = new StringBuilder();
        for (byte b : value) out.append((char) (b < 0 ? 0xdc00 | b & 0xff : b));
        return out.toString();
    }

    /** Whether a field is UTF-8. */
    boolean isText(String key) {
        byte[] value = fields.get(key);
        return value == null || Arrays.equals(new String(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), value);
    }

    /** Whether an argument that is no text is to be null. */
    boolean isNull(String argument) {
        return argument.equals(text("null"));
    }

    /** The rows of a column as Strings; null if they hold bytes that are none. */
    List<String> texts(String key) {
        List<String> out = new ArrayList<>();
        for (byte[] row : column(key)) {
            String text = row == null ? null : new String(row, StandardCharsets.UTF_8);
            if (row != null && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), row)) return null;
            out.add(text);
        }
        return out;
    }

    /** The rows of a column; a null row is null. */
    List<byte[]> column(String key) {
        return columns.getOrDefault(key, Collections.emptyList());
    }

    long number(String key) {
        return Long.parseLong(text(key));
    }

    boolean has(String option) {
        return fields.containsKey("option:" + option);
    }

    String option(String option) {
        return text("option:" + option);
    }

    boolean truth(String option) {
        return "true".equals(option(option));
    }

    String[] list(String option) {
        String value = option(option);
        return value.isEmpty() ? new String[0] : value.split("\n");
    }

    /** The variables of the environment that are given. */
    Map<String, String> environment() {
        Map<String, String> out = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (key.startsWith("option:env.")) out.put(key.substring("option:env.".length()), text(value));
        });
        return out;
    }

    /** All options in one text. */
    String options() {
        StringBuilder out = new StringBuilder();
        fields.forEach((key, value) -> {
            if (key.startsWith("option:")) append(out, key, new String(value, StandardCharsets.ISO_8859_1));
        });
        keys.forEach((key, value) -> append(out, key, value));
        return out.toString();
    }

    private static void append(StringBuilder out, String key, String value) {
        out.append(key.length()).append(' ').append(key).append(value.length()).append(' ').append(value);
    }

    /** The values of a key that may repeat, each "name: value". */
    List<String[]> pairs(String key) {
        List<String[]> out = new ArrayList<>();
        for (String[] field : repeated) {
            if (!field[0].equals(key)) continue;
            String[] pair = field[1].split(": ", 2);
            out.add(new String[] {isNull("header_name") ? null : pair[0], isNull("header_value") ? null : pair[1]});
        }
        return out;
    }

    void add(byte[] name, byte[] value) {
        String key = text(name);
        if (key.startsWith("key:")) {
            keys.put(key.substring(4), text(value));
            return;
        }
        if (key.equals("header") || key.equals("user_property") || key.equals("field") || key.equals("answer_header")) {
            repeated.add(new String[] {key, text(value)});
            return;
        }
        fields.put(key, value);
        boolean isNull = key.endsWith(":null");
        columns.computeIfAbsent(isNull ? key.substring(0, key.length() - 5) : key, k -> new ArrayList<>())
                .add(isNull ? null : value);
    }
}
