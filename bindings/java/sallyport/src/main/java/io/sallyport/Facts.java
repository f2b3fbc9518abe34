package io.sallyport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts about an exchange, by the keys of sally_response_info in sallyport.h. */
final class Facts {
    private static final String[] EXCHANGE = {
        "url",
        "reason",
        "attempts",
        "peer.address",
        "tls.version",
        "tls.cipher",
        "tls.alpn",
        "tls.trust",
        "tls.certificate",
        "time.dns",
        "time.connect",
        "time.tls",
        "time.first_byte",
        "time.total",
        "reused",
    };
    private static final String[] PUBLISH = {"iot.request_id", "iot.trace_id"};

    static final byte[][] OF_EXCHANGE = encode(EXCHANGE);
    static final byte[][] OF_PUBLISH = encode(EXCHANGE, PUBLISH);

    private final Map<String, byte[]> values = new HashMap<>();

    /** From what Natives.request returns: the facts follow status, field lines and body. */
    Facts(byte[][] keys, byte[][] answer) {
        for (int i = 0; i < keys.length; i++) {
            values.put(new String(keys[i], StandardCharsets.US_ASCII), answer[i + 3]);
        }
    }

    private static byte[][] encode(String[]... lists) {
        List<byte[]> keys = new ArrayList<>();
        for (String[] list : lists) {
            for (String key : list) {
                keys.add(key.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return keys.toArray(new byte[0][]);
    }

    byte[] bytes(String key) {
        return values.get(key);
    }

    /** "" if the fact does not apply. */
    String text(String key) {
        return Text.decode(values.get(key));
    }

    /** What is returned in place of a number that is not there is otherwise. */
    long number(String key, long otherwise) {
        String digits = text(key);
        return digits.isEmpty() ? otherwise : Long.parseLong(digits);
    }

    static int status(byte[][] answer) {
        return Integer.parseInt(new String(answer[0], StandardCharsets.US_ASCII));
    }
}
