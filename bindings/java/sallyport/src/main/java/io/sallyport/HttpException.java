package io.sallyport;

/** The answer is not usable HTTP, or {@link Response#raiseForStatus()} found an error status. */
public class HttpException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** The response with the error status, or null. */
    private final Response response;

    HttpException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
        response = null;
    }

    HttpException(String text, Response response) {
        super(ErrorCode.HTTP_STATUS.number(), text, response.statusCode(), null);
        this.response = response;
    }

    /**
     * Returns the response that {@link Response#raiseForStatus()} was called on.
     *
     * @return the response, or null if there is no usable one
     */
    public Response response() {
        return response;
    }
}
