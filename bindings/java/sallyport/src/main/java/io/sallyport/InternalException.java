package io.sallyport;

/** The library could not be loaded, or met a state that should not occur. */
public class InternalException extends SallyportException {
    private static final long serialVersionUID = 1L;

    InternalException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
