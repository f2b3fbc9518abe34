package io.sallyport;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Credentials of a role whose profile has an {@code mfa_serial}, with the codes that a person reads off the device. Nothing
 * calls back from the library.
 */
final class RoleSessions implements Supplier<Credentials> {
    private final Handle signer;
    private final Function<String, String> code;

    /** What goes with the credentials; empty: none. */
    final String region;

    RoleSessions(Options options, Function<String, String> code) {
        options.set("credentials.external_mfa", true);
        signer = Handle.open(Ops.SIGNER_NEW, options, this);
        this.code = code;
        region = Text.decode(device()[Ops.DEVICE_REGION]);
    }

    /** The device that a code is needed of now; empty: none. */
    String serial() {
        return Text.decode(device()[Ops.DEVICE_SERIAL]);
    }

    private byte[][] device() {
        return Ops.signerMfaDevice().run(signer);
    }

    @Override
    public Credentials get() {
        String serial = serial();
        String given = serial.isEmpty() ? "" : Text.given(code.apply(serial), "the code");
        return issued(
                signer,
                Ops.signerAssumeRole()
                        .text(
                                Ops.SIGNER_ASSUME_ROLE_CODE,
                                Text.encode(given, "the code", ErrorCode.CREDENTIALS_MALFORMED)));
    }

    /** Credentials that a service issues. */
    static Credentials issued(Handle signer, Call call) {
        try {
            byte[][] issued = call.await(signer);
            return Credentials.of(
                    Text.decode(issued[Ops.ISSUED_ACCESS_KEY_ID]),
                    Text.decode(issued[Ops.ISSUED_SECRET_ACCESS_KEY]),
                    Text.decode(issued[Ops.ISSUED_SESSION_TOKEN]),
                    Instant.ofEpochSecond(Long.parseLong(Text.decode(issued[Ops.ISSUED_EXPIRES]))));
        } finally {
            Log.sources(signer);
        }
    }
}
