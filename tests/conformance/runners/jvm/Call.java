import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call: the entry point and its fields. A field that was not sent is null. */
final class Call {
    final String entry;
    final Map<String, byte[]> fields = new LinkedHashMap<>();

    private final List<String[]> repeated = new ArrayList<>();

    Call(String entry) {
        this.entry = entry;
    }

    byte[] bytes(String key) {
        return fields.get(key);
    }

    String text(String key) {
        byte[] value = fields.get(key);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Whether the topic, which is a String in Java, can be one. */
    boolean expressible() {
        return bytes("topic") == null
                || Arrays.equals(bytes("topic"), text("topic").getBytes(StandardCharsets.UTF_8));
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

    /** The values of a key that may repeat, each "name: value". */
    List<String[]> pairs(String key) {
        List<String[]> out = new ArrayList<>();
        for (String[] field : repeated)
            if (field[0].equals(key)) out.add(new String[] {field[1].split(": ", 2)[0], field[1].split(": ", 2)[1]});
        return out;
    }

    void add(String key, byte[] value) {
        if (key.equals("header") || key.equals("user_property"))
            repeated.add(new String[] {key, new String(value, StandardCharsets.UTF_8)});
        else fields.put(key, value);
    }
}
