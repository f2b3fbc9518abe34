package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Proofs from the stand-in of the metadata service, and what the verifier says of them. */
final class IdentityTest {
    private final Lab lab = Lab.start();

    private InstanceMetadata metadata(String mode) {
        return InstanceMetadata.builder()
                .endpoint(lab.text("metadata/" + mode))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    private IdentityVerifier.Builder verifier() {
        return IdentityVerifier.builder().certificates(Paths.get(lab.text("metadata/certificate")));
    }

    @Test
    void aFreshProofIsVerified() {
        for (String mode : new String[] {"plain", "hardened"}) {
            try (InstanceMetadata metadata = metadata(mode);
                    IdentityVerifier verifier =
                            verifier().maxAge(Duration.ofMinutes(1)).build()) {
                String audience = IdentityVerifier.newAudience();
                SignedDocument proof = metadata.identity(audience);
                InstanceIdentity identity = verifier.verify(proof, audience);
                assertEquals("i-lab0000000000000001", identity.instanceId());
                assertEquals(audience, identity.audience());
                assertEquals(identity.document(), new String(identity.raw(), StandardCharsets.UTF_8));
                assertEquals(
                        identity,
                        verifier.verify(
                                new String(proof.signature(), StandardCharsets.UTF_8),
                                new String(proof.document(), StandardCharsets.UTF_8),
                                audience));
                Failures.fails(ErrorCode.AUDIENCE_MISMATCH, () -> verifier.verify(proof, "another"));
                Failures.fails(ErrorCode.AUDIENCE_UNEXPECTED, () -> verifier.verify(proof, null));
                assertEquals(identity.instanceId(), metadata.get("/latest/meta-data/instance-id"));
            }
        }
    }

    @Test
    void aBatchVerifiesGoodRowsBesideBadOnes() {
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier verifier = verifier().build()) {
            SignedDocument proof = metadata.identity("abc");
            String signature = new String(proof.signature(), StandardCharsets.UTF_8);
            String document = new String(proof.document(), StandardCharsets.UTF_8);
            InstanceIdentity identity = verifier.verify(proof, "abc");
            try (Batch batch = verifier.verifyBatch(
                    Column.of(Arrays.asList(signature, signature, "MIIB", signature)),
                    Column.of(Arrays.asList(document, null, document, document)),
                    Column.of(Arrays.asList("abc", "another", "abc", "abc")))) {
                assertEquals(4, batch.length());
                for (int row : new int[] {0, 3}) {
                    assertNull(batch.code(row));
                    assertNull(batch.message(row));
                    assertArrayEquals(identity.raw(), batch.bytes("raw", row));
                    assertEquals(identity.instanceId(), batch.get("instance_id", row));
                    assertEquals("abc", batch.get("audience", row));
                }
                assertEquals(ErrorCode.AUDIENCE_MISMATCH, batch.code(1));
                assertEquals(ErrorCode.SIGNATURE_MALFORMED, batch.code(2));
                assertNull(batch.get("instance_id", 1));
                assertNull(batch.bytes("raw", 2));
            }
        }
    }

    @Test
    void aProofWithoutAudienceIsVerified() {
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier verifier = verifier().build()) {
            assertEquals("", verifier.verify(metadata.identity(), null).audience());
        }
    }

    @Test
    void theCertificateOfTheStandInIsNotTrustedByDefault() {
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier verifier = IdentityVerifier.builder().build()) {
            Failures.fails(ErrorCode.SIGNER_UNTRUSTED, () -> verifier.verify(metadata.identity("abc"), "abc"));
        }
    }

    @Test
    void severalCertificatesCanBePinned() {
        byte[] alibaba = Checkout.text(Checkout.root().resolve("core/identity/alibaba_2018.pem"))
                .trim()
                .getBytes(StandardCharsets.UTF_8);
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier verifier = verifier().certificates(alibaba).build()) {
            assertEquals(
                    "alibaba", verifier.verify(metadata.identity("abc"), "abc").provider());
        }
        Failures.fails(
                ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder().certificates(Paths.get("/no/such.pem")));
    }

    @Test
    void bytesAreTakenAndLeftAsTheyAre() throws Exception {
        byte[] pem = Files.readAllBytes(Paths.get(lab.text("metadata/certificate")));
        byte[] der = Base64.getMimeDecoder()
                .decode(new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]*-----", ""));
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier verifier =
                        IdentityVerifier.builder().certificates(der).build()) {
            SignedDocument proof = metadata.identity("abc");
            byte[] signature = proof.signature();
            byte[] document = proof.document();
            assertEquals(
                    "abc", verifier.verify(signature, document, "abc", null).audience());
            assertArrayEquals(proof.signature(), signature);
            assertArrayEquals(proof.document(), document);
        }
    }

    @Test
    void aReplayIsRefused() {
        Set<String> keys = new HashSet<>();
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier verifier = verifier().seen(keys).build()) {
            SignedDocument proof = metadata.identity("abc");
            verifier.verify(proof, "abc");
            SallyportException replayed =
                    Failures.fails(ErrorCode.IDENTITY_REPLAYED, () -> verifier.verify(proof, "abc"));
            assertTrue(replayed.text().contains("i-lab0000000000000001"));
            assertTrue(keys.iterator().next().matches("alibaba:[0-9a-f]{64}"), keys.toString());
            verifier.verify(metadata.identity("abd"), "abd");
        }
    }

    @Test
    void anAllowListThatIsEmptyAllowsNone() {
        try (InstanceMetadata metadata = metadata("plain");
                IdentityVerifier none = verifier().accounts().build();
                IdentityVerifier other =
                        verifier().regions("eu-central-1", "cn-hangzhou-x").build()) {
            SignedDocument proof = metadata.identity("abc");
            Failures.fails(ErrorCode.POLICY_ACCOUNT, () -> none.verify(proof, "abc"));
            Failures.fails(ErrorCode.POLICY_REGION, () -> other.verify(proof, "abc"));
        }
    }

    @Test
    void aServiceThatDoesNotAnswerIsANetworkError() {
        try (InstanceMetadata metadata =
                InstanceMetadata.builder().endpoint("http://127.0.0.1:1").build()) {
            Failures.fails(ErrorCode.METADATA_UNREACHABLE, () -> metadata.identity("x"));
            Failures.fails(ErrorCode.METADATA_UNREACHABLE, () -> metadata.get("/latest/meta-data/instance-id"));
            Failures.fails(ErrorCode.INVALID_URL, () -> metadata.get("/latest\r\nHost: other"));
        }
        try (InstanceMetadata metadata = metadata("plain")) {
            Failures.fails(ErrorCode.HTTP_STATUS, () -> metadata.get("/latest/nothing"));
        }
        Failures.fails(
                ErrorCode.UNSUPPORTED,
                () -> InstanceMetadata.builder().provider("x").build());
    }
}
