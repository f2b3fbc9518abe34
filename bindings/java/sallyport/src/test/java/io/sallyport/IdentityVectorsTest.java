package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** tests/vectors/identity; its README.md says what the records mean. */
final class IdentityVectorsTest {
    @TestFactory
    Stream<DynamicTest> everyVectorHolds() throws IOException {
        List<Record> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(Checkout.vectors("identity"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().collect(Collectors.toList())) {
                for (String record : Checkout.text(file).replaceAll("\n$", "").split("\n\n")) {
                    records.add(new Record(record));
                }
            }
        }
        Set<String> names = records.stream().map(record -> record.name).collect(Collectors.toCollection(HashSet::new));
        assertEquals(records.size(), names.size(), "names are unique");
        assertTrue(records.size() >= 140, records.size() + " records");
        return records.stream().map(record -> DynamicTest.dynamicTest(record.name, record::check));
    }

    private static final class Record {
        private final IdentityVerifier.Builder verifier = IdentityVerifier.builder();
        private final Map<String, String> want = new LinkedHashMap<>();
        private String name;
        private String expect;
        private byte[] signature = {};
        private byte[] document;
        private String audience;
        private Instant now;

        Record(String text) {
            for (String line : text.split("\n")) {
                String[] pair = line.split(": |:$", 2);
                set(pair[0], pair.length < 2 ? "" : pair[1]);
            }
        }

        private void set(String key, String value) {
            String[] list = value.isEmpty() ? new String[0] : value.split(",");
            switch (key) {
                case "comment":
                case "source":
                    break;
                case "name":
                    name = value;
                    break;
                case "expect":
                    expect = value;
                    break;
                case "provider":
                    verifier.provider(value);
                    break;
                case "certificate_b64":
                    verifier.certificates(Base64.getDecoder().decode(value));
                    break;
                case "min_digest":
                    verifier.minDigest(value);
                    break;
                case "max_age":
                    verifier.maxAge(Duration.ofSeconds(Long.parseLong(value)));
                    break;
                case "accounts":
                    verifier.accounts(list);
                    break;
                case "regions":
                    verifier.regions(list);
                    break;
                case "zones":
                    verifier.zones(list);
                    break;
                case "instances":
                    verifier.instances(list);
                    break;
                case "images":
                    verifier.images(list);
                    break;
                case "instance_types":
                    verifier.instanceTypes(list);
                    break;
                case "signature":
                    signature = value.getBytes(StandardCharsets.UTF_8);
                    break;
                case "signature_b64":
                    signature = Base64.getDecoder().decode(value);
                    break;
                case "document":
                    document = value.getBytes(StandardCharsets.UTF_8);
                    break;
                case "document_b64":
                    document = Base64.getDecoder().decode(value);
                    break;
                case "audience":
                    audience = value;
                    break;
                case "now":
                    now = Instant.ofEpochSecond(Long.parseLong(value));
                    break;
                default:
                    assertTrue(key.startsWith("want."), name + ": unknown key " + key);
                    want.put(key.substring("want.".length()), value);
            }
        }

        void check() {
            byte[] before = signature.clone();
            try (IdentityVerifier made = verifier.build()) {
                if (!expect.equals("OK")) {
                    Failures.fails(ErrorCode.valueOf(expect), () -> made.verify(signature, document, audience, now));
                } else {
                    InstanceIdentity identity = made.verify(signature, document, audience, now);
                    want.forEach((field, value) -> assertEquals(value, field(identity, field), field));
                }
            } catch (UsageException e) { // the options are part of the record
                assertEquals(expect, e.name(), e.getMessage());
            }
            assertTrue(Arrays.equals(before, signature), "the input was changed");
        }
    }

    private static String field(InstanceIdentity identity, String name) {
        switch (name) {
            case "raw":
                return new String(identity.raw(), StandardCharsets.UTF_8);
            case "provider":
                return identity.provider();
            case "instance_id":
                return identity.instanceId();
            case "account_id":
                return identity.accountId();
            case "region_id":
                return identity.regionId();
            case "zone_id":
                return identity.zoneId();
            case "image_id":
                return identity.imageId();
            case "instance_type":
                return identity.instanceType();
            case "private_ipv4":
                return identity.privateIpv4();
            case "mac":
                return identity.mac();
            case "serial_number":
                return identity.serialNumber();
            case "create_time":
                return identity.createTime();
            case "audience":
                return identity.audience();
            case "digest_algorithm":
                return identity.digestAlgorithm();
            case "signer_fingerprint":
                return identity.signerFingerprint();
            default:
                throw new AssertionError("unknown field " + name);
        }
    }
}
