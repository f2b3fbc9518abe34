package io.sallyport;

import java.util.function.Supplier;

/**
 * Credentials of IAM Roles Anywhere for a certificate whose key is the caller's. The library says what to sign and goes
 * on with the signature: nothing calls back from it.
 */
final class CertificateSessions implements Supplier<Credentials> {
    private final Handle signer;
    private final CertificateKey key;

    CertificateSessions(Options options, CertificateKey key) {
        options.set("credentials.external_key", true);
        signer = Handle.open(Ops.SIGNER_NEW, options, this);
        this.key = key;
    }

    @Override
    public Credentials get() {
        long now = CredentialsSource.clock.instant().getEpochSecond();
        byte[][] challenge = Ops.signerPrepareSession()
                .number(Ops.SIGNER_PREPARE_SESSION_TIME, now)
                .run(signer);
        byte[] signature =
                key.sign(challenge[Ops.CHALLENGE_STRING_TO_SIGN], Text.decode(challenge[Ops.CHALLENGE_ALGORITHM]));
        return RoleSessions.issued(
                signer,
                Ops.signerCreateSession()
                        .text(Ops.SIGNER_CREATE_SESSION_SIGNATURE, Text.given(signature, "the signature"))
                        .number(Ops.SIGNER_CREATE_SESSION_TIME, now));
    }
}
