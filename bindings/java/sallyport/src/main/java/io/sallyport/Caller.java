package io.sallyport;

import java.io.Serializable;

/** Whose credentials have signed a proof, as AWS STS says; see {@link Tokens#verifyCaller}. Immutable. */
public final class Caller implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String arn;
    private final String account;
    private final String userId;

    Caller(byte[][] results) {
        arn = Text.decode(results[Ops.CALLER_ARN]);
        account = Text.decode(results[Ops.CALLER_ACCOUNT]);
        userId = Text.decode(results[Ops.CALLER_USER_ID]);
    }

    /**
     * Returns who it is.
     *
     * @return such as "arn:aws:sts::123456789012:assumed-role/app/session"
     */
    public String arn() {
        return arn;
    }

    /**
     * Returns the account.
     *
     * @return twelve digits
     */
    public String account() {
        return account;
    }

    /**
     * Returns the unique id.
     *
     * @return of a role it has the session's name behind a colon
     */
    public String userId() {
        return userId;
    }

    /** The ARN. */
    @Override
    public String toString() {
        return "Caller[" + arn + "]";
    }
}
