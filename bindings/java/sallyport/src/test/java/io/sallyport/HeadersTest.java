package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class HeadersTest {
    private static Headers parse(String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
        return Headers.parse(bytes, 0, bytes.length);
    }

    @Test
    void lookupIgnoresCase() {
        Headers headers = Headers.of("Content-Type", "text/plain");
        assertEquals("text/plain", headers.get("content-TYPE"));
        assertNull(headers.get("content"));
        assertEquals(Collections.emptyList(), headers.all("content"));
    }

    @Test
    void repetitionsAreKeptAndJoined() {
        Headers headers = Headers.of("Set-Cookie", "a=1", "X", "y", "set-cookie", "b=2");
        assertEquals("a=1,b=2", headers.get("SET-COOKIE"));
        assertEquals(Arrays.asList("a=1", "b=2"), headers.all("Set-Cookie"));
        assertEquals(3, headers.size());
        assertEquals("{Set-Cookie=a=1,b=2, X=y}", headers.toMap().toString());
    }

    @Test
    void iterationGivesEachFieldInOrder() {
        Iterator<Map.Entry<String, String>> fields =
                Headers.of("B", "1", "A", "2").iterator();
        assertEquals("B", fields.next().getKey());
        assertEquals("2", fields.next().getValue());
        assertFalse(fields.hasNext());
        assertThrows(NoSuchElementException.class, fields::next);
    }

    @Test
    void fieldLinesAreRead() {
        assertEquals(Headers.of("A", "b", "C", "", "E", "f: g"), parse("A: b\r\nC:\r\nE: \t f: g \t\r\n"));
        assertEquals(Headers.of(), parse(""));
        assertEquals(
                40, parse(String.join("", Collections.nCopies(40, "A: b\r\n"))).size());
    }

    @Test
    void valuesAreUtf8OrLatin1EachOnItsOwn() {
        assertEquals("\u00e9", parse("A: \u00c3\u00a9\r\n").get("A"));
        Headers mixed = parse("A: \u00c3\u00a9\r\nB: \u00e9\r\n");
        assertEquals("\u00e9", mixed.get("A"));
        assertEquals("\u00e9", mixed.get("B"));
        assertEquals("\ufffd", parse("A: \u00ef\u00bf\u00bd\r\n").get("A"));
    }

    @Test
    void headersAreEqualByFieldsInOrder() {
        assertEquals(Headers.of("A", "b"), Headers.of(Collections.singletonMap("A", "b")));
        assertEquals(Headers.of("A", "b").hashCode(), Headers.of("A", "b").hashCode());
        assertFalse(Headers.of("A", "b").equals(Headers.of("a", "b")));
    }

    @Test
    void theTextFormShowsNoValue() {
        assertEquals(
                "Headers[Authorization, Host]",
                Headers.of("Authorization", "secret", "Host", "h").toString());
    }

    @Test
    void foldedValuesAreUnfolded() {
        Packer packer = new Packer(new byte[0]);
        packer.headers(Headers.of("A", "a\r\n  b\n\tc"));
        assertEquals("A: a b c\r\n", new String(packer.toBytes(), StandardCharsets.UTF_8));
        Failures.fails(ErrorCode.INVALID_HEADER, () -> packer.headers(Headers.of("A", "b\n")));
    }
}
