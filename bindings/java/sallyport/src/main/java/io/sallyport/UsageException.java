package io.sallyport;

/** The call itself is wrong: a value, an option, a closed object. */
public class UsageException extends SallyportException {
    private static final long serialVersionUID = 1L;

    UsageException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
