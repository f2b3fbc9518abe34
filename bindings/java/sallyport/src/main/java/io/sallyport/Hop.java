package io.sallyport;

/** A redirect that was followed. Immutable. */
public final class Hop {
    private final int statusCode;
    private final String url;

    /** A line of the history: "status url". */
    Hop(String line) {
        int space = line.indexOf(' ');
        statusCode = Integer.parseInt(line.substring(0, space));
        url = line.substring(space + 1);
    }

    /**
     * Returns the status.
     *
     * @return such as 302
     */
    public int statusCode() {
        return statusCode;
    }

    /**
     * Returns the URL that redirected.
     *
     * @return the URL
     */
    public String url() {
        return url;
    }

    /** Status and URL; without the query, which may hold a signature or token. */
    @Override
    public String toString() {
        return "Hop[" + statusCode + " " + Forms.withoutSecrets(url) + "]";
    }
}
