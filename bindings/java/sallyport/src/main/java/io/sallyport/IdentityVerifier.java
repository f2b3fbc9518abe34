package io.sallyport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Verifies instance identity documents against pinned certificates. A certificate inside a message is never trusted. A
 * verifier may be shared between threads.
 *
 * <pre>{@code
 * try (IdentityVerifier verifier = IdentityVerifier.builder().accounts("1234567890").build()) {
 *     InstanceIdentity identity = verifier.verify(signature, document, audience);
 * }
 * }</pre>
 *
 * <p>Specification: Alibaba Cloud ECS, "Use instance identities"; RFC 5652.
 */
public final class IdentityVerifier implements AutoCloseable {
    private final Handle handle;
    private final Predicate<String> seen;

    private IdentityVerifier(Builder builder) {
        seen = builder.seen;
        handle = Handle.open(Ops.VERIFIER_NEW, builder.options(), this);
    }

    /**
     * Starts a verifier.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes an audience to send to an instance.
     *
     * @return the time and 128 random bits, URL-safe
     * @throws InternalException if the native library cannot be loaded
     */
    public static String newAudience() {
        return Text.decode(Ops.audienceGenerate().run()[Ops.AUDIENCE_AUDIENCE]);
    }

    /**
     * Verifies a signature that carries its document, and no audience.
     *
     * @param signature as in {@link #verify(byte[], byte[], String, Instant)}
     * @return the identity: there is no other way to learn of a success
     * @throws VerificationException if it is refused
     */
    public InstanceIdentity verify(String signature) {
        return verify(signature, null, null);
    }

    /**
     * Verifies an identity.
     *
     * @param signature as in {@link #verify(byte[], byte[], String, Instant)}
     * @param document as in {@link #verify(byte[], byte[], String, Instant)}
     * @param audience as in {@link #verify(byte[], byte[], String, Instant)}
     * @return the identity: there is no other way to learn of a success
     * @throws VerificationException if it is refused
     */
    public InstanceIdentity verify(String signature, String document, String audience) {
        return verify(
                Text.encode(signature, "signature", ErrorCode.SIGNATURE_MALFORMED, ErrorCode.SIGNATURE_EMPTY),
                Text.encodeOptional(document, "document", ErrorCode.DOCUMENT_MALFORMED),
                audience,
                null);
    }

    /**
     * Verifies what {@link InstanceMetadata#identity(String)} returned.
     *
     * @param proof document and signature
     * @param audience that must have been signed; null: there must be none
     * @return the identity: there is no other way to learn of a success
     * @throws VerificationException if it is refused
     */
    public InstanceIdentity verify(SignedDocument proof, String audience) {
        return verify(Text.given(proof, "proof", ErrorCode.NULL_POINTER).signature(), proof.document(), audience, null);
    }

    /**
     * Verifies an identity.
     *
     * @param signature PKCS#7 in base64, PEM or DER, as the metadata service answered; up to 64 KiB
     * @param document as the metadata service answered, with or without the audience spliced in; null: the one in the
     *     signature
     * @param audience that must have been signed; null: there must be none
     * @param now null: the clock's time
     * @return the identity: there is no other way to learn of a success
     * @throws VerificationException if it is refused; its name says why
     * @throws UsageException for a wrong argument, or if the verifier was closed
     */
    public InstanceIdentity verify(byte[] signature, byte[] document, String audience, Instant now) {
        Text.given(signature, "signature", ErrorCode.SIGNATURE_EMPTY);
        InstanceIdentity identity = new InstanceIdentity(Ops.verifierVerify()
                .text(Ops.VERIFIER_VERIFY_SIGNATURE, signature)
                .text(Ops.VERIFIER_VERIFY_DOCUMENT, document)
                .text(Ops.VERIFIER_VERIFY_AUDIENCE, Text.encodeOptional(audience, "audience"))
                .number(Ops.VERIFIER_VERIFY_TIME, Text.time(now))
                .run(handle));
        if (seen != null && seen.test(key(identity))) {
            throw SallyportException.of(
                    ErrorCode.IDENTITY_REPLAYED,
                    "the identity of instance " + Text.show(identity.instanceId()) + " was presented before");
        }
        return identity;
    }

    /**
     * Verifies an identity per row, now. A row is verified only where the batch has no code for it.
     *
     * @param signatures as in {@link #verify(byte[], byte[], String, Instant)}
     * @param documents as long; null, or null in a row: the one in the signature
     * @param audiences as long; null: no row has one. A null in a row is an error of that row
     * @return a batch with a column for each field, such as "instance_id" and "raw"; to be closed
     * @throws UsageException for bad offsets or columns of different length, if the verifier was closed, or if it
     *     remembers identities ({@link Builder#seen}): that takes a call per row
     */
    public Batch verifyBatch(Column signatures, Column documents, Column audiences) {
        return verifyBatch(signatures, documents, audiences, null);
    }

    /**
     * Verifies an identity per row at a time.
     *
     * @param signatures as in {@link #verifyBatch(Column, Column, Column)}
     * @param documents as in {@link #verifyBatch(Column, Column, Column)}
     * @param audiences as in {@link #verifyBatch(Column, Column, Column)}
     * @param now null: the clock's time
     * @return as {@link #verifyBatch(Column, Column, Column)} does
     * @throws UsageException as {@link #verifyBatch(Column, Column, Column)} does
     */
    public Batch verifyBatch(Column signatures, Column documents, Column audiences, Instant now) {
        Text.given(signatures, "signatures", ErrorCode.NULL_POINTER);
        if (seen != null) {
            throw SallyportException.of(
                    ErrorCode.UNSUPPORTED, "a verifier with seen() verifies one by one: call verify for each row");
        }
        return Ops.verifierVerifyBatch()
                .column(Ops.VERIFIER_VERIFY_BATCH_SIGNATURES, signatures)
                .column(Ops.VERIFIER_VERIFY_BATCH_DOCUMENTS, documents)
                .column(Ops.VERIFIER_VERIFY_BATCH_AUDIENCES, audiences)
                .number(Ops.VERIFIER_VERIFY_BATCH_TIME, Text.time(now))
                .batch(handle);
    }

    private static String key(InstanceIdentity identity) {
        try {
            StringBuilder key = new StringBuilder(identity.provider()).append(':');
            for (byte b : MessageDigest.getInstance("SHA-256").digest(identity.raw())) {
                key.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
            return key.toString();
        } catch (NoSuchAlgorithmException e) { // every JVM has it
            throw SallyportException.of(ErrorCode.INTERNAL, e.toString());
        }
    }

    /**
     * Frees the verifier. Calls in progress finish; later ones throw {@link UsageException} (HANDLE_CLOSED). Closing
     * twice does nothing.
     */
    @Override
    public void close() {
        handle.close();
    }

    /** Says what it is. */
    @Override
    public String toString() {
        return "IdentityVerifier[]";
    }

    /** Collects the options of a verifier. */
    public static final class Builder extends OptionsBuilder<Builder> {
        private final List<byte[]> certificates = new ArrayList<>();
        private Predicate<String> seen;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the cloud whose documents are verified.
         *
         * @param name "alibaba", the default
         * @return this
         */
        public Builder provider(String name) {
            options.set(
                    "identity.provider",
                    Text.encode(name, "provider", ErrorCode.UNSUPPORTED, ErrorCode.INVALID_ARGUMENT));
            return this;
        }

        /**
         * Adds pinned signer certificates, which replace the published ones that the library carries.
         *
         * @param pins PEM or DER
         * @return this
         */
        public Builder certificates(byte[]... pins) {
            notEmpty(Text.given(pins, "certificates").length);
            for (byte[] pin : pins) {
                certificates.add(Text.given(pin, "a certificate"));
            }
            return this;
        }

        /**
         * Adds pinned signer certificates, which replace the published ones that the library carries.
         *
         * @param files PEM or DER; read now
         * @return this
         * @throws UsageException (PIN_MALFORMED) if one cannot be read
         */
        public Builder certificates(Path... files) {
            notEmpty(Text.given(files, "certificates").length);
            for (Path file : files) {
                try {
                    certificates.add(Files.readAllBytes(Text.given(file, "a certificate")));
                } catch (IOException e) {
                    throw SallyportException.of(ErrorCode.PIN_MALFORMED.number(), "cannot read " + e, 0, e);
                }
            }
            return this;
        }

        /** To the library no pin means its own. */
        private static void notEmpty(int count) {
            if (count == 0) {
                throw SallyportException.of(
                        ErrorCode.PIN_MALFORMED, "certificates is empty; leave it out for the published certificates");
            }
        }

        /**
         * Allows accounts.
         *
         * @param ids the only ones that are allowed; none given: none is allowed; not called: any is
         * @return this
         */
        public Builder accounts(String... ids) {
            return list("accounts", ids);
        }

        /**
         * Allows regions.
         *
         * @param ids as for {@link #accounts}
         * @return this
         */
        public Builder regions(String... ids) {
            return list("regions", ids);
        }

        /**
         * Allows zones.
         *
         * @param ids as for {@link #accounts}
         * @return this
         */
        public Builder zones(String... ids) {
            return list("zones", ids);
        }

        /**
         * Allows instances.
         *
         * @param ids as for {@link #accounts}
         * @return this
         */
        public Builder instances(String... ids) {
            return list("instances", ids);
        }

        /**
         * Allows images.
         *
         * @param ids as for {@link #accounts}
         * @return this
         */
        public Builder images(String... ids) {
            return list("images", ids);
        }

        /**
         * Allows instance types.
         *
         * @param names as for {@link #accounts}
         * @return this
         */
        public Builder instanceTypes(String... names) {
            return list("instance_types", names);
        }

        private Builder list(String name, String[] values) {
            options.setList("identity." + name, Arrays.asList(Text.given(values, name)));
            return this;
        }

        /**
         * Sets the weakest digest to accept.
         *
         * @param name "sha1", "sha256", "sha384" or "sha512"; default: what the provider uses (Alibaba signs with
         *     SHA-1)
         * @return this
         */
        public Builder minDigest(String name) {
            options.set("identity.min_digest", Text.encodeOptional(name, "minDigest", ErrorCode.INVALID_OPTION));
            return this;
        }

        /**
         * Sets the greatest age. Where the document holds no time, the audience must be one of {@link #newAudience}.
         *
         * @param age more than 0
         * @return this
         */
        public Builder maxAge(Duration age) {
            options.set("identity.max_age", Text.milliseconds(age, "maxAge"));
            return this;
        }

        /**
         * Refuses an identity that was presented before. Asked after everything else has been verified.
         *
         * @param known remembers the key that it is given, and says whether it knew it; called by many threads
         * @return this
         */
        public Builder seen(Predicate<String> known) {
            seen = known;
            return this;
        }

        /**
         * Refuses an identity that was presented before.
         *
         * @param keys where the keys of identities are kept; guarded by its own lock
         * @return this
         */
        public Builder seen(Set<String> keys) {
            Text.given(keys, "seen");
            return seen(key -> {
                synchronized (keys) {
                    return !keys.add(key);
                }
            });
        }

        @Override
        Options options() {
            Options all = super.options();
            if (!certificates.isEmpty()) {
                Packer pem = new Packer(new byte[4096]);
                certificates.forEach(pin -> pem.raw(asPem(pin)));
                all.set("identity.certificates", pem.toBytes());
            }
            return all;
        }

        /** Several certificates go in as one PEM text. */
        private static byte[] asPem(byte[] pin) {
            if (new String(pin, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
                return (new String(pin, StandardCharsets.ISO_8859_1) + "\n").getBytes(StandardCharsets.ISO_8859_1);
            }
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pin);
            return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        /**
         * Makes the verifier.
         *
         * @return a verifier
         * @throws UsageException for a certificate or an option that cannot be used
         * @throws InternalException if the native library cannot be loaded
         */
        public IdentityVerifier build() {
            return new IdentityVerifier(this);
        }
    }
}
