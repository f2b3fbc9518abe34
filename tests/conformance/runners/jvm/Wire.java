import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Frames of package wire. */
final class Wire {
    private Wire() {}

    static Map<String, byte[]> fields(String... keysAndValues) {
        Map<String, byte[]> out = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2)
            out.put(keysAndValues[i], String.valueOf(keysAndValues[i + 1]).getBytes(StandardCharsets.UTF_8));
        return out;
    }

    /** The next call, or null if there is none. */
    static Call read(DataInputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) return null;
        in.reset();
        int count = Integer.reverseBytes(in.readInt());
        Call call = new Call(new String(string(in), StandardCharsets.UTF_8));
        for (int i = 1; i < count; i += 2) call.add(string(in), string(in));
        return call;
    }

    private static byte[] string(DataInputStream in) throws IOException {
        byte[] data = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(data);
        return data;
    }

    static void write(DataOutputStream out, String head, Map<String, byte[]> fields) throws IOException {
        List<byte[]> list = new ArrayList<>();
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            list.add(field.getKey().getBytes(StandardCharsets.UTF_8));
            list.add(field.getValue());
        }
        write(out, head, list);
    }

    static void write(DataOutputStream out, String head, List<byte[]> fields) throws IOException {
        out.writeInt(Integer.reverseBytes(1 + fields.size()));
        string(out, head.getBytes(StandardCharsets.UTF_8));
        for (byte[] text : fields) string(out, text);
    }

    private static void string(DataOutputStream out, byte[] data) throws IOException {
        out.writeInt(Integer.reverseBytes(data.length));
        out.write(data);
    }
}
