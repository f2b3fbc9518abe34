package io.sallyport;

/**
 * Base of everything that Sallyport throws.
 *
 * <pre>
 * SallyportException
 *  +- UsageException              the call itself is wrong
 *  +- CredentialsException        no, incomplete or malformed credentials
 *  +- NetworkException            the server could not be reached
 *  |   +- TimeoutException        something took too long
 *  |   +- CancelledException      the thread was interrupted
 *  +- TlsException                handshake, trust store or client certificate
 *  |   +- CertificateException    the server's certificate was refused
 *  +- HttpException               the answer is not usable, or raiseForStatus()
 *  +- PublishException            AWS IoT, or a message that it would not take
 *  +- VerificationException       an identity was refused
 *  +- InternalException           the library itself
 * </pre>
 *
 * <p>The class is the category of the code; branch on {@link #errorCode()} where the class is too coarse. No text ever
 * holds a secret. Exceptions can be serialized.
 */
public class SallyportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The number of the code. */
    private final int code;

    /** The bare message. */
    private final String text;

    /** The number that belongs to the code. */
    private final int detail;

    /** The id of the cause, or "". */
    private String causeId = "";

    SallyportException(int code, String text, int detail, Throwable cause) {
        super(describe(code, text), cause);
        this.code = code;
        this.text = text;
        this.detail = detail;
    }

    /** The exception for a code of the table. */
    static SallyportException of(int number, String text, int detail, Throwable cause) {
        ErrorCode code = ErrorCode.of(number);
        if (code == ErrorCode.CANCELLED) {
            return new CancelledException(number, text, detail, cause);
        }
        switch (code == null ? "internal" : code.category()) { // null: the library is newer than this package
            case "usage":
                return new UsageException(number, text, detail, cause);
            case "credentials":
                return new CredentialsException(number, text, detail, cause);
            case "network":
                return new NetworkException(number, text, detail, cause);
            case "timeout":
                return new TimeoutException(number, text, detail, cause);
            case "tls":
                return new TlsException(number, text, detail, cause);
            case "certificate":
                return new CertificateException(number, text, detail, cause);
            case "http":
                return new HttpException(number, text, detail, cause);
            case "publish":
                return new PublishException(number, text, detail, cause);
            case "verification":
                return new VerificationException(number, text, detail, cause);
            default:
                return new InternalException(number, text, detail, cause);
        }
    }

    /** Sets why, before it is thrown. */
    final SallyportException because(String id) {
        causeId = id;
        return this;
    }

    static SallyportException of(ErrorCode code, String text) {
        return of(code.number(), text, 0, null);
    }

    /** The exception for a wrong argument. */
    static SallyportException usage(String text) {
        return of(ErrorCode.INVALID_ARGUMENT, text);
    }

    private static String describe(int number, String text) {
        ErrorCode code = ErrorCode.of(number);
        return code == null ? "CODE_" + number + ": " + text : code.name() + ": " + text + "\nHint: " + code.hint();
    }

    /**
     * Returns the number of the code, the same in every host and version.
     *
     * @return as in {@code docs/errors.md}
     */
    public int code() {
        return code;
    }

    /**
     * Returns the code.
     *
     * @return the code, or null if the native library knows one that this package does not
     */
    public ErrorCode errorCode() {
        return ErrorCode.of(code);
    }

    /**
     * Returns the name of the code.
     *
     * @return such as "PROFILE_NOT_FOUND"
     */
    public String name() {
        ErrorCode known = errorCode();
        return known == null ? "CODE_" + code : known.name();
    }

    /**
     * Says what happened, with the offending value. {@link #getMessage()} has the name of the code and the hint too.
     *
     * @return one sentence
     */
    public String text() {
        return text;
    }

    /**
     * Returns a number whose meaning depends on the code.
     *
     * @return HTTP status, TLS alert, errno, or 0
     */
    public int detail() {
        return detail;
    }

    /**
     * Says why, for an error of a connection, of publishing or of the metadata service: what {@link HttpsClient#diagnose}
     * would find, from what the failed exchange has shown.
     *
     * @return a stable id, a row of {@code docs/causes/README.md}; "" for all other errors
     */
    public String causeId() {
        return causeId == null ? "" : causeId; // null: written by an older version
    }

    /**
     * Says what to do.
     *
     * @return one or two sentences, or ""
     */
    public String hint() {
        ErrorCode known = errorCode();
        return known == null ? "" : known.hint();
    }

    /**
     * Says whether the same call can succeed later. It does not say that a duplicate is harmless.
     *
     * @return true if it can
     */
    public boolean retryable() {
        ErrorCode known = errorCode();
        return known != null && known.retryable();
    }
}
