package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Assertions about what is thrown. */
final class Failures {
    private Failures() {}

    /** Runs what must throw an exception of this code, of exactly the class that belongs to it, and returns it. */
    static SallyportException fails(ErrorCode code, Executable call) {
        SallyportException thrown = assertThrows(SallyportException.class, call);
        assertEquals(code, thrown.errorCode(), thrown.getMessage());
        assertEquals(
                SallyportException.of(code, "").getClass(), thrown.getClass(), "the class follows from the category");
        return thrown;
    }
}
