package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractSequentialList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many rows: Presigner, Column, Batch. */
final class BatchTest {
    private static final Instant AT = Instant.ofEpochSecond(1440938160);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> URLS = Arrays.asList(
            "https://b.s3.eu-west-1.amazonaws.com/a report",
            "not a URL",
            null,
            "",
            "https://b.s3.eu-west-1.amazonaws.com/\u00e4/\ud83d\ude00",
            "https://nobody.example/");

    private static Signer signer() {
        return Signer.builder()
                .accessKeyId("AKIDEXAMPLE")
                .secretAccessKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
                .build();
    }

    private static void code(ErrorCode want, Runnable call) {
        assertEquals(
                want.number(), assertThrows(SallyportException.class, call::run).code());
    }

    /** What a single call says: the URL, or the name of the error. */
    private static String single(Signer signer, String url, Map<String, String> headers) {
        try {
            Request request =
                    Request.builder("GET", url).headers(headers).time(AT).build();
            return signer.presign(request, MINUTE).url();
        } catch (SallyportException e) {
            return e.name();
        }
    }

    @Test
    void presignerGivesWhatTheSignerGives() {
        Map<String, String> headers = Collections.singletonMap("X-Test", "1");
        try (Signer signer = signer()) {
            Presigner presigner = signer.presigner("GET", MINUTE).withTime(AT).withHeader("X-Test", "1");
            for (String url : URLS) {
                if (url == null) {
                    continue;
                }
                byte[] padded = ("xx" + url + "yyy").getBytes(StandardCharsets.UTF_8);
                String got;
                try {
                    got = presigner.presign(url);
                    byte[] bytes = presigner.presign(padded, 2, padded.length - 5);
                    assertEquals(got, new String(bytes, StandardCharsets.UTF_8));
                } catch (SallyportException e) {
                    got = e.name();
                }
                assertEquals(single(signer, url, headers), got);
            }
            String path = Stream.generate(() -> "long ").limit(3000).collect(Collectors.joining());
            String url = "https://b.s3.eu-west-1.amazonaws.com/" + path + "x";
            assertEquals(single(signer, url, headers), presigner.presign(url));
        }
    }

    @Test
    void presignerChecksItsArguments() {
        Signer signer = signer();
        Presigner presigner = signer.presigner("GET", MINUTE);
        byte[] url = URLS.get(0).getBytes(StandardCharsets.UTF_8);
        code(ErrorCode.INVALID_URL, () -> presigner.presign((String) null));
        code(ErrorCode.INVALID_URL, () -> presigner.presign(null, 0, 0));
        code(ErrorCode.INVALID_ARGUMENT, () -> presigner.presign(url, -1, 1));
        code(ErrorCode.INVALID_ARGUMENT, () -> presigner.presign(url, 0, -1));
        code(ErrorCode.INVALID_ARGUMENT, () -> presigner.presign(url, 1, url.length));
        code(ErrorCode.INVALID_ARGUMENT, () -> presigner.presign(url, Integer.MAX_VALUE, Integer.MAX_VALUE));
        code(ErrorCode.NULL_POINTER, () -> presigner.presign((Column) null));
        code(ErrorCode.EXPIRES_OUT_OF_RANGE, () -> signer.presigner("GET", Duration.ofDays(8))
                .presign(URLS.get(0)));
        code(ErrorCode.EXPIRES_OUT_OF_RANGE, () -> signer.presigner("GET", Duration.ofDays(8))
                .presign(Column.of(URLS)));
        signer.close();
        code(ErrorCode.HANDLE_CLOSED, () -> presigner.presign(URLS.get(0)));
        code(ErrorCode.HANDLE_CLOSED, () -> presigner.presign(Column.of(URLS)));
    }

    @Test
    void aColumnIsPresignedRowByRow() {
        try (Signer signer = signer()) {
            List<String> urls = new ArrayList<>(URLS);
            IntStream.range(0, 3000).forEach(i -> urls.add("https://b.s3.eu-west-1.amazonaws.com/" + i));
            Batch batch = signer.presigner("GET", MINUTE).withTime(AT).presign(Column.of(urls));
            assertEquals(urls.size(), batch.length());
            for (int i = 0; i < urls.size(); i++) {
                String url = urls.get(i);
                String want = url == null ? null : single(signer, url, Collections.emptyMap());
                String got = batch.code(i) == null
                        ? batch.get("url", i)
                        : batch.code(i).name();
                assertEquals(want, got);
                assertEquals(batch.code(i) == null, batch.message(i) == null);
                if (batch.code(i) != null) {
                    assertNull(batch.get("url", i));
                }
            }
            assertEquals(3, batch.addresses("url").length);
            assertNotEquals(0, batch.addresses("url")[1]);
            code(ErrorCode.INVALID_ARGUMENT, () -> batch.get("URL", 0));
            assertThrows(IndexOutOfBoundsException.class, () -> batch.get("url", urls.size()));
            assertThrows(IndexOutOfBoundsException.class, () -> batch.get("url", -1));
            batch.close();
            batch.close();
            code(ErrorCode.HANDLE_CLOSED, () -> batch.get("url", 0));
            code(ErrorCode.HANDLE_CLOSED, () -> batch.addresses("url"));
        }
    }

    private static ByteBuffer direct(int... numbers) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(buffer::putInt);
        buffer.flip();
        return buffer;
    }

    @Test
    void aSliceIsReadFromItsOffset() {
        String url = URLS.get(0);
        ByteBuffer data = ByteBuffer.allocateDirect(url.length() + 7);
        data.put(("skipped" + url).getBytes(StandardCharsets.UTF_8)).flip();
        ByteBuffer offsets = direct(0, 7, 7 + url.length());
        try (Signer signer = signer()) {
            Presigner presigner = signer.presigner("GET", MINUTE).withTime(AT);
            Column slice = Column.ofAddresses(0, Natives.address(offsets), Natives.address(data), 1, 1);
            try (Batch batch = presigner.presign(slice)) {
                assertEquals(single(signer, url, Collections.emptyMap()), batch.get("url", 0));
            }
            offsets.position(4); // the same by the position of a buffer
            try (Batch batch = presigner.presign(Column.of(null, offsets, data, 1))) {
                assertArrayEquals(presigner.presign(url).getBytes(StandardCharsets.UTF_8), batch.bytes("url", 0));
            }
        }
    }

    @Test
    void badBuffersAreRefused() {
        ByteBuffer data = ByteBuffer.allocateDirect(4);
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(null, direct(0, 4), data, -1));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(null, direct(0, 4), data, 2));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(null, direct(0, 5), data, 1));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(null, direct(0, -1), data, 1));
        code(ErrorCode.NULL_POINTER, () -> Column.of(null, null, data, 0));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(null, ByteBuffer.allocate(8), data, 1));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(ByteBuffer.allocateDirect(0), direct(0, 4), data, 1));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(null, direct(0, 4), data, Integer.MAX_VALUE));
        code(ErrorCode.INVALID_ARGUMENT, () -> Column.of(Collections.singletonList("\ud800")));
        code(ErrorCode.NULL_POINTER, () -> Column.of((List<String>) null));
        try (Signer signer = signer()) {
            Presigner presigner = signer.presigner("GET", MINUTE);
            Column falling = Column.of(null, direct(0, 3, 1), data, 2);
            code(ErrorCode.INVALID_ARGUMENT, () -> presigner.presign(falling));
            code(ErrorCode.NULL_POINTER, () -> presigner.presign(Column.ofAddresses(0, 0, 0, 1, 0)));
            code(ErrorCode.INVALID_ARGUMENT, () -> presigner.presign(Column.ofAddresses(0, 1, 1, -1, 0)));
            try (Batch none = presigner.presign(Column.of(Collections.emptyList()))) {
                assertEquals(0, none.length());
            }
        }
    }

    @Test
    void emptyBuffersAreColumnsWithoutBytes() {
        ByteBuffer empty = ByteBuffer.allocateDirect(0);
        try (Signer signer = signer()) {
            Presigner presigner = signer.presigner("GET", MINUTE);
            try (Batch none = presigner.presign(Column.of(empty, empty, empty, 0))) {
                assertEquals(0, none.length());
            }
            try (Batch batch = presigner.presign(Column.of(null, direct(0, 0, 0), empty, 2))) {
                assertEquals(
                        single(signer, "", Collections.emptyMap()),
                        batch.code(0).name());
                assertEquals(batch.code(0), batch.code(1));
                code(ErrorCode.INVALID_ARGUMENT, () -> batch.get(null, 0));
                code(ErrorCode.INVALID_ARGUMENT, () -> batch.addresses(null));
            }
            try (Batch nulls = presigner.presign(Column.of(ByteBuffer.allocateDirect(1), direct(0, 0, 0), empty, 2))) {
                assertNull(nulls.code(0));
                assertNull(nulls.get("url", 0));
            }
        }
    }

    /** By index, this list would be walked through once for each row. */
    @Test
    void aListIsReadOnce() {
        List<String> once = new AbstractSequentialList<String>() {
            private boolean read;

            @Override
            public ListIterator<String> listIterator(int from) {
                assertTrue(!read, "the list is walked through again");
                read = true;
                return URLS.listIterator(from);
            }

            @Override
            public int size() {
                return URLS.size();
            }
        };
        try (Signer signer = signer();
                Batch batch = signer.presigner("GET", MINUTE).withTime(AT).presign(Column.of(once))) {
            assertEquals(single(signer, URLS.get(4), Collections.emptyMap()), batch.get("url", 4));
        }
    }

    @Test
    void tooMuchForAColumnIsAnErrorAndNotTheEndOfMemory() {
        code(ErrorCode.INPUT_TOO_LARGE, () -> Column.of(Collections.nCopies(Integer.MAX_VALUE, "")));
    }

    @Test
    void aCodeThatThisPackageDoesNotKnowIsAFailureToo() {
        assertEquals(ErrorCode.INTERNAL, Batch.known(1999));
        assertEquals(ErrorCode.INVALID_URL, Batch.known(ErrorCode.INVALID_URL.number()));
    }

    /** A missing audience must not switch the check off. */
    @Test
    void aNullAudienceFailsItsRow() {
        Column signatures = Column.of(Arrays.asList("MIIB", "MIIB", null));
        Column audiences = Column.of(Arrays.asList("abc", null, "abc"));
        try (IdentityVerifier verifier = IdentityVerifier.builder().build();
                Batch batch = verifier.verifyBatch(signatures, null, audiences)) {
            assertEquals(ErrorCode.SIGNATURE_MALFORMED, batch.code(0));
            assertEquals(ErrorCode.INVALID_ARGUMENT, batch.code(1));
            assertNotEquals(null, batch.code(2));
            for (int row = 0; row < 3; row++) {
                assertNull(batch.get("instance_id", row));
                assertTrue(batch.message(row).length() > 5);
            }
            code(ErrorCode.INVALID_ARGUMENT, () -> verifier.verifyBatch(signatures, signatures, Column.of(URLS)));
            code(ErrorCode.NULL_POINTER, () -> verifier.verifyBatch(null, null, null));
        }
        try (IdentityVerifier verifier =
                IdentityVerifier.builder().seen(key -> false).build()) {
            code(ErrorCode.UNSUPPORTED, () -> verifier.verifyBatch(signatures, null, null));
        }
    }
}
