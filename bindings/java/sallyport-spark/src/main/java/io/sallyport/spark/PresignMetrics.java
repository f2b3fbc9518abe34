package io.sallyport.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.Map;

/** What Spark's UI shows of a {@link PresignExec}: made on the driver, counted by tasks. */
final class PresignMetrics implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Spark's own word and description, for the same thing. */
    private final SQLMetric rows;

    private final SQLMetric failures;
    private final SQLMetric time;

    PresignMetrics(SparkContext context) {
        rows = SQLMetrics.createMetric(context, "number of output rows");
        failures = SQLMetrics.createMetric(context, "number of URLs that could not be presigned");
        time = SQLMetrics.createNanoTimingMetric(context, "time of presigning", -1);
    }

    Map<String, SQLMetric> map() {
        return new Map.Map3<>("numOutputRows", rows, "numFailures", failures, "presignTime", time);
    }

    void countRow() {
        rows.add(1);
    }

    void countBatch(long failed, long nanoseconds) {
        failures.add(failed);
        time.add(nanoseconds);
    }
}
