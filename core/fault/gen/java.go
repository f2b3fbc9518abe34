package main

import (
	"bytes"
	"fmt"
	"html"
)

func renderJava(rows []row) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\npackage io.sallyport;\n\n", banner)
	b.WriteString(`/**
 * The error codes, the same in every host. Numbers and names are stable; a number is never reused.
 *
 * <p>Source: {@code docs/errors.md} of the project.
 */
public enum ErrorCode {
`)
	end := "\n"
	for _, r := range rows {
		if r.category == retired {
			continue
		}
		fmt.Fprintf(&b, "%s    /** %s */\n    %s(%d, %q, %v, %q, %q)",
			end, html.EscapeString(r.summary), r.name, r.number, r.category, r.retryable, r.summary, r.hint)
		end = ",\n\n"
	}
	b.WriteString(`;

    private final int number;
    private final String category;
    private final boolean retryable;
    private final String summary;
    private final String hint;

    ErrorCode(int number, String category, boolean retryable, String summary, String hint) {
        this.number = number;
        this.category = category;
        this.retryable = retryable;
        this.summary = summary;
        this.hint = hint;
    }

    /**
     * Finds a code.
     *
     * @param number as {@link SallyportException#code()} returns it
     * @return the code, or null if this version of the package does not know it
     */
    public static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }

    /**
     * Returns the number.
     *
     * @return 1100 to 1899
     */
    public int number() {
        return number;
    }

    /**
     * Returns the category, which decides the exception's class.
     *
     * @return usage, credentials, network, timeout, tls, certificate, http, publish, verification or internal
     */
    public String category() {
        return category;
    }

    /**
     * Says whether the same call can succeed later. It does not say that a duplicate is harmless.
     *
     * @return true if it can
     */
    public boolean retryable() {
        return retryable;
    }

    /**
     * Says what happened.
     *
     * @return one sentence
     */
    public String summary() {
        return summary;
    }

    /**
     * Says what to do.
     *
     * @return one or two sentences
     */
    public String hint() {
        return hint;
    }
}
`)
	return b.Bytes(), nil
}
