package io.sallyport.spark;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds Sallyport's functions to a session: {@code spark.sql.extensions=io.sallyport.spark.SallyportExtensions}.
 *
 * <p>{@code sally_presign}, {@code sally_sign}, {@code sally_verify_identity}, {@code sally_https_get} and {@code
 * sally_iot_publish}; {@code DESCRIBE FUNCTION EXTENDED} explains each.
 */
public final class SallyportExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    /** For Spark, which makes one by its name. */
    public SallyportExtensions() {}

    /**
     * Adds the functions.
     *
     * @param extensions of the session that is being made
     * @return nothing
     */
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        for (Signature signature : Signature.values()) {
            extensions.injectFunction(signature.function());
        }
        extensions.injectColumnar(session -> new OffDriver());
        extensions.injectColumnar(session -> new BatchPresign());
        return BoxedUnit.UNIT;
    }
}
