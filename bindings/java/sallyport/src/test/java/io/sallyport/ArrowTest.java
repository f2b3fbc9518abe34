package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.util.TransferPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Vectors of Java's Arrow through the library and back by the addresses of their buffers, beside single calls. */
final class ArrowTest {
    private static final Instant AT = Instant.ofEpochSecond(1440938160);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final BufferAllocator allocator = new RootAllocator();
    private final Signer signer = Signer.builder()
            .accessKeyId("AKIDEXAMPLE")
            .secretAccessKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
            .build();
    private final Presigner presigner = signer.presigner("GET", MINUTE).withTime(AT);

    @AfterEach
    void everyBufferWasReleased() {
        signer.close();
        allocator.close(); // throws if not
    }

    /** Good rows of many lengths, nulls at the beginning and the end, and bad ones. */
    private static List<String> urls() {
        List<String> urls = new ArrayList<>(Arrays.asList(null, "", "not a URL", "https://nobody.example/"));
        for (int i = 0; i < 200; i++) {
            String name = String.join("", Collections.nCopies(i % 23, "a\u00e4\ud83d\ude00"));
            urls.add(i % 9 == 5 ? null : "https://b.s3.eu-west-1.amazonaws.com/" + i + name);
        }
        urls.add(null);
        return urls;
    }

    /** Sets rows one after another; a null is not written at all. */
    private static <V extends BaseVariableWidthVector> V filled(V vector, List<String> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i) != null) {
                vector.setSafe(i, rows.get(i).getBytes(StandardCharsets.UTF_8));
            }
        }
        vector.setValueCount(rows.size());
        return vector;
    }

    private VarCharVector text(List<String> rows) {
        VarCharVector vector = new VarCharVector("text", allocator);
        vector.allocateNew();
        return filled(vector, rows);
    }

    private static Column column(BaseVariableWidthVector vector, int from, int length) {
        return Column.ofAddresses(
                vector.getValidityBuffer().memoryAddress(),
                vector.getOffsetBuffer().memoryAddress(),
                vector.getDataBuffer().memoryAddress(),
                length,
                from);
    }

    private static Column column(BaseVariableWidthVector vector) {
        return column(vector, 0, vector.getValueCount());
    }

    /** What a single call says: the URL, the name of the error, or null for null. */
    private String single(String url) {
        try {
            return url == null ? null : presigner.presign(url);
        } catch (SallyportException e) {
            return e.name();
        }
    }

    private void assertPresigned(List<String> urls, Column column) {
        try (Batch batch = presigner.presign(column)) {
            assertEquals(urls.size(), batch.length());
            for (int i = 0; i < urls.size(); i++) {
                String got = batch.code(i) == null
                        ? batch.get("url", i)
                        : batch.code(i).name();
                assertEquals(single(urls.get(i)), got, "row " + i);
            }
        }
    }

    @Test
    void vectorsOfTextAndOfBytesHoweverTheyWereAllocated() {
        List<String> urls = urls();
        for (BaseVariableWidthVector vector : new BaseVariableWidthVector[] {
            new VarCharVector("text", allocator), new VarBinaryVector("bytes", allocator),
        }) {
            try (BaseVariableWidthVector one = vector) {
                one.setInitialCapacity(1); // grows
                one.allocateNew();
                assertPresigned(urls, column(filled(one, urls)));
                one.clear();
                one.setInitialCapacity(5000, 100.0); // stays larger than its rows
                one.allocateNew();
                assertPresigned(urls, column(filled(one, urls)));
                one.clear();
                one.allocateNew(1 << 20, 4096);
                assertPresigned(urls, column(filled(one, urls)));
            }
        }
    }

    @Test
    void partsOfAVector() {
        List<String> urls = urls();
        try (VarCharVector whole = text(urls)) {
            for (int from : new int[] {0, 1, 7, 8, 9, 64, 200}) {
                for (int length : new int[] {0, 1, 5, 64, urls.size() - from}) {
                    int rows = Math.min(length, urls.size() - from);
                    List<String> expected = urls.subList(from, from + rows);
                    assertPresigned(expected, column(whole, from, rows));
                    TransferPair pair = whole.getTransferPair(allocator);
                    pair.splitAndTransfer(from, rows);
                    try (VarCharVector part = (VarCharVector) pair.getTo()) {
                        assertPresigned(expected, column(part));
                    }
                }
            }
        }
    }

    @Test
    void vectorsWithoutRowsAndRowsWithoutBytes() {
        try (VarCharVector none = new VarCharVector("none", allocator)) {
            assertPresigned(Collections.emptyList(), column(none));
            none.allocateNew();
            none.setValueCount(0);
            assertPresigned(Collections.emptyList(), column(none));
        }
        List<String> empty = Arrays.asList("", null, "");
        try (VarCharVector vector = text(empty)) {
            assertPresigned(empty, column(vector));
        }
        List<String> nulls = Collections.nCopies(20, null);
        try (VarCharVector vector = text(nulls)) {
            assertPresigned(nulls, column(vector));
        }
    }

    @Test
    void aVectorWithoutNullsNeedsNoValidity() {
        List<String> urls = new ArrayList<>(urls());
        urls.removeAll(Collections.singleton(null));
        try (VarCharVector vector = text(urls)) {
            assertEquals(0, vector.getNullCount());
            assertPresigned(
                    urls,
                    Column.ofAddresses(
                            0,
                            vector.getOffsetBuffer().memoryAddress(),
                            vector.getDataBuffer().memoryAddress(),
                            urls.size(),
                            0));
        }
    }

    /** A buffer on the batch's own memory; the batch is closed when the last of its buffers is released. */
    private ArrowBuf buffer(Batch batch, AtomicInteger open, long address, long size) {
        if (size == 0) {
            return allocator.getEmpty();
        }
        open.incrementAndGet();
        return allocator.wrapForeignAllocation(new ForeignAllocation(size, address) {
            @Override
            protected void release0() {
                if (open.decrementAndGet() == 0) {
                    batch.close();
                }
            }
        });
    }

    /** A column of results as a vector, without a copy. */
    private <V extends BaseVariableWidthVector> V vector(Batch batch, String column, V into) {
        int rows = batch.length();
        long[] addresses = batch.addresses(column);
        AtomicInteger open = new AtomicInteger();
        try (ArrowBuf validity = buffer(batch, open, addresses[0], addresses[0] == 0 ? 0 : (rows + 7) / 8);
                ArrowBuf offsets = buffer(batch, open, addresses[1], 4L * (rows + 1));
                ArrowBuf data = buffer(batch, open, addresses[2], offsets.getInt(4L * rows))) {
            int nulls = addresses[0] == 0 ? 0 : BitVectorHelper.getNullCount(validity, rows);
            into.loadFieldBuffers(new ArrowFieldNode(rows, nulls), Arrays.asList(validity, offsets, data));
        }
        return into;
    }

    private static String text(VarCharVector vector, int row) {
        return vector.isNull(row) ? null : new String(vector.get(row), StandardCharsets.UTF_8);
    }

    @Test
    void resultsAreAVectorOnTheMemoryOfTheBatch() {
        List<String> urls = urls();
        Batch batch;
        try (VarCharVector in = text(urls)) {
            batch = presigner.presign(column(in));
        }
        try (VarCharVector out = vector(batch, "url", new VarCharVector("signed", allocator))) {
            assertEquals(batch.addresses("url")[1], out.getOffsetBuffer().memoryAddress());
            assertEquals(batch.addresses("url")[2], out.getDataBuffer().memoryAddress());
            assertEquals(urls.size(), out.getValueCount());
            for (int i = 0; i < urls.size(); i++) {
                String want = batch.code(i) == null ? single(urls.get(i)) : null;
                assertEquals(want, text(out, i), "row " + i);
            }
            assertTrue(out.getNullCount() > 3);
            assertPresigned(Collections.singletonList(text(out, 4)), column(out, 4, 1)); // and in again
        }
        Failures.fails(ErrorCode.HANDLE_CLOSED, () -> batch.get("url", 0)); // with the vector
    }

    @Test
    void identitiesAreVerifiedFromVectorsIntoVectors() {
        Lab lab = Lab.start();
        try (InstanceMetadata metadata = InstanceMetadata.builder()
                        .endpoint(lab.text("metadata/plain"))
                        .build();
                IdentityVerifier verifier = IdentityVerifier.builder()
                        .certificates(Paths.get(lab.text("metadata/certificate")))
                        .build()) {
            SignedDocument proof = metadata.identity("abc");
            String signature = new String(proof.signature(), StandardCharsets.UTF_8);
            String document = new String(proof.document(), StandardCharsets.UTF_8);
            List<String> signatures = Arrays.asList(null, signature, signature, "MIIB", signature, null, signature);
            List<String> documents = Arrays.asList(document, document, null, document, "{}", null, document);
            List<String> audiences = Arrays.asList("abc", "abc", "abc", "abc", "abc", "abc", "abd");
            Batch batch;
            try (VarCharVector first = text(signatures);
                    VarCharVector second = text(documents);
                    VarCharVector third = text(audiences)) {
                batch = verifier.verifyBatch(column(first, 1, 6), column(second, 1, 6), column(third, 1, 6));
            }
            try (VarBinaryVector raw = vector(batch, "raw", new VarBinaryVector("raw", allocator))) {
                int verified = 0;
                for (int i = 0; i < 6; i++) {
                    if (signatures.get(i + 1) == null) {
                        assertNotNull(batch.code(i));
                        assertTrue(raw.isNull(i));
                        continue;
                    }
                    try {
                        InstanceIdentity identity =
                                verifier.verify(signatures.get(i + 1), documents.get(i + 1), audiences.get(i + 1));
                        assertNull(batch.code(i));
                        assertArrayEquals(identity.raw(), raw.get(i));
                        assertEquals(identity.instanceId(), batch.get("instance_id", i));
                        verified++;
                    } catch (SallyportException e) {
                        assertEquals(e.errorCode(), batch.code(i));
                        assertTrue(raw.isNull(i));
                    }
                }
                assertEquals(2, verified);
            }
            Failures.fails(ErrorCode.HANDLE_CLOSED, () -> batch.get("raw", 0));
        }
    }
}
