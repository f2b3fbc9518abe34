package io.sallyport;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request of another library on its way to a signature: what of it is signed, for the rest may change on its way. */
final class Unsigned {
    private static final String HASH = "x-amz-content-sha256";

    /** The fields of AWS, and of Alibaba Cloud's OSS, OpenAPI and MaxCompute. */
    private static final Pattern OWN = Pattern.compile("x-(amz|oss|acs|odps)-(.*)");

    /** Besides those, the fields that say what the request is. */
    private static final Set<String> SIGNED = new HashSet<>(Arrays.asList(
            "content-type", "content-md5", "range", "if-match", "if-none-match", "if-modified-since", "date"));

    /** What an earlier signature may have left. */
    private static final Set<String> LEFT_OVER = new HashSet<>(Arrays.asList("date", "security-token"));

    /** Whether a field is a signature's: it is sent as the signer made it, or not at all. */
    static boolean isSignatures(String name) {
        Matcher own = OWN.matcher(name.toLowerCase(Locale.ROOT));
        return own.matches()
                && (LEFT_OVER.contains(own.group(2)) || own.group(2).equals("content-sha256"));
    }

    /** Writes a body that can be written again. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private final String url;
    private final Request.Builder request;
    private String hash;
    private boolean given;
    private boolean readOnce;

    Unsigned(String method, String url) {
        this.url = url;
        request = Request.builder(method, url);
    }

    /** Takes a field if it is to be signed. A hash that the caller gives is that of the body. */
    void header(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher own = OWN.matcher(lower);
        if (own.matches() && own.group(2).equals("content-sha256")) {
            hash = value;
            given = true;
        } else if (own.matches() ? !LEFT_OVER.contains(own.group(2)) : SIGNED.contains(lower)) {
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
        SignedRequest signed;
        try {
            signed = signer.sign(request.payloadHash(hash).build());
        } catch (SallyportException e) {
            if (given || e.errorCode() != ErrorCode.PAYLOAD_HASH_MALFORMED) {
                throw e;
            }
            signed = signer.sign(request.payloadHash(null).build()); // the scheme does not sign the body
        }
        if (readOnce && !mayBeUnsigned(signed)) {
            throw SallyportException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "the body can be read only once, and its hash has to be signed first: give one that is repeatable, "
                            + "or its SHA-256 in " + HASH);
        }
        return signed;
    }

    /** Only S3, VPC Lattice, OSS and MaxCompute take a body without hash, and only TLS protects it. */
    private boolean mayBeUnsigned(SignedRequest signed) {
        // Before what may hold slashes too: MaxCompute's signature stands behind a colon, in Base64.
        String[] scope =
                signed.headers().get("Authorization").split("[,:]", 2)[0].split("/");
        String service = scope.length < 2 ? "" : scope[scope.length - 2];
        return url.regionMatches(true, 0, "https:", 0, 6)
                && (service.startsWith("s3")
                        || service.equals("vpc-lattice-svcs")
                        || service.equals("oss")
                        || service.equals("odps"));
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
