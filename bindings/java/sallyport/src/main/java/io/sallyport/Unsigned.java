package io.sallyport;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A request of another library on its way to a signature: what of it is signed, for the rest may change on its way. */
final class Unsigned {
    private static final String HASH = "x-amz-content-sha256";

    /** Besides those of AWS, the fields that say what the request is. */
    private static final Set<String> SIGNED = new HashSet<>(Arrays.asList(
            "content-type", "content-md5", "range", "if-match", "if-none-match", "if-modified-since", "date"));

    /** What an earlier signature may have left. */
    private static final Set<String> LEFT_OVER = new HashSet<>(Arrays.asList("x-amz-date", "x-amz-security-token"));

    /** Writes a body that can be written again. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private final String url;
    private final Request.Builder request;
    private String hash;
    private boolean readOnce;

    Unsigned(String method, String url) {
        this.url = url;
        request = Request.builder(method, url);
    }

    /** Takes a field if it is to be signed. A hash that the caller gives is that of the body. */
    void header(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(HASH)) {
            hash = value;
        } else if (SIGNED.contains(lower) || lower.startsWith("x-amz-") && !LEFT_OVER.contains(lower)) {
            request.header(name, value);
        }
    }

    /** After the headers. */
    void body(Body body) throws IOException {
        if (hash == null) {
            hash = sha256(body);
        }
    }

    /** After the headers: the body is a stream that is sent as it is read. */
    void bodyReadOnce() {
        if (hash == null) {
            hash = "UNSIGNED-PAYLOAD";
            readOnce = true;
        }
    }

    SignedRequest by(Signer signer) {
        if (hash != null) {
            request.payloadHash(hash);
        }
        SignedRequest signed = signer.sign(request.build());
        if (readOnce && !mayBeUnsigned(signed)) {
            throw SallyportException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "the body can be read only once, and its hash has to be signed first: give one that is repeatable, "
                            + "or its SHA-256 in " + HASH);
        }
        return signed;
    }

    /** Only S3 and VPC Lattice take a body without hash, and only TLS protects it. */
    private boolean mayBeUnsigned(SignedRequest signed) {
        String[] scope = signed.headers().get("Authorization").split("[/,]", 6);
        return url.regionMatches(true, 0, "https:", 0, 6)
                && (scope[3].startsWith("s3") || scope[3].equals("vpc-lattice-svcs"));
    }

    /** The hash of a body, in hex. */
    static String sha256(Body body) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JVM has it
        }
        body.writeTo(new OutputStream() {
            @Override
            public void write(int b) {
                digest.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                digest.update(bytes, from, length);
            }
        });
        StringBuilder hex = new StringBuilder(64);
        for (byte b : digest.digest()) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }
}
