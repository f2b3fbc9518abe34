package io.sallyport;

import java.time.Instant;

/**
 * What a source of credentials gives a {@link Signer}. Immutable; the text form shows the access key id only.
 */
public final class Credentials {
    final String accessKeyId;
    final String secretAccessKey;
    final String sessionToken;
    final Instant expires;

    private Credentials(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.sessionToken = sessionToken;
        this.expires = expires;
    }

    /**
     * Returns a key pair without end: the source is asked again for each signature.
     *
     * @param accessKeyId such as "AKIAIOSFODNN7EXAMPLE"
     * @param secretAccessKey the secret
     * @return credentials, which are checked when they are used
     */
    public static Credentials of(String accessKeyId, String secretAccessKey) {
        return new Credentials(accessKeyId, secretAccessKey, null, null);
    }

    /**
     * Returns temporary credentials.
     *
     * @param accessKeyId such as "ASIAIOSFODNN7EXAMPLE"
     * @param secretAccessKey the secret
     * @param sessionToken null: none
     * @param expires when they end; 15 minutes before, the source is asked again; null: it is asked for each signature
     * @return credentials, which are checked when they are used
     */
    public static Credentials of(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
        return new Credentials(accessKeyId, secretAccessKey, sessionToken, expires);
    }

    /** Adds what is given to the options of an object. */
    void into(Options options) {
        set(options, "credentials.access_key_id", accessKeyId);
        set(options, "credentials.secret_access_key", secretAccessKey);
        set(options, "credentials.session_token", sessionToken);
    }

    private static void set(Options options, String key, String value) {
        if (value != null && !value.isEmpty()) {
            options.set(key, Text.encode(value, "credentials", ErrorCode.CREDENTIALS_MALFORMED));
        }
    }

    /** The access key id. */
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
