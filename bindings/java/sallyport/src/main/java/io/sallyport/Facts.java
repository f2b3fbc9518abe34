package io.sallyport;

import java.nio.charset.StandardCharsets;

/** What is known of an exchange, by the names Ops.RESPONSE_... */
final class Facts {
    private final byte[][] results;

    Facts(byte[][] results) {
        this.results = results;
    }

    byte[] bytes(int at) {
        return results[at];
    }

    /** "" if the fact does not apply. */
    String text(int at) {
        return Text.decode(results[at]);
    }

    /** What is returned in place of a number that is not there is otherwise. */
    long number(int at, long otherwise) {
        String digits = new String(results[at], StandardCharsets.US_ASCII);
        return digits.isEmpty() ? otherwise : Long.parseLong(digits);
    }
}
