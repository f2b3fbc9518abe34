package io.sallyport.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.collection.immutable.Map;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** Adds presigned URLs to rows, many at a time; see {@link BatchPresign}. */
public final class PresignExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private final Seq<NamedExpression> calls;
    private final SparkPlan child;

    /** Made when they are first asked for; a plan that came to an executor needs none. */
    private transient PresignMetrics metrics;

    /**
     * Makes the step; for Spark, which copies by reflection.
     *
     * @param calls of sally_presign with an attribute of the child and literals, each with the name of its result
     * @param child whose rows hold the URLs
     */
    public PresignExec(Seq<NamedExpression> calls, SparkPlan child) {
        this.calls = calls;
        this.child = child;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<Attribute> columns = Sequences.list(child.output());
        List<PresignedColumn> made = new ArrayList<>();
        for (NamedExpression each : Sequences.list(calls)) {
            Presign call = (Presign) ((Alias) each).child();
            Attribute url = (Attribute) call.children().apply(0);
            int at = 0;
            while (!columns.get(at).exprId().equals(url.exprId())) {
                at++;
            }
            made.add(call.column(at));
        }
        return child.execute()
                .mapPartitions(
                        new Task(made.toArray(new PresignedColumn[0]), counts()),
                        true,
                        ClassTag$.MODULE$.apply(InternalRow.class));
    }

    private synchronized PresignMetrics counts() {
        if (metrics == null) {
            metrics = new PresignMetrics(sparkContext());
        }
        return metrics;
    }

    @Override
    public Map<String, SQLMetric> metrics() {
        return counts().map();
    }

    /** What each task does; nothing else travels to it. */
    private static final class Task extends AbstractFunction1<Iterator<InternalRow>, Iterator<InternalRow>>
            implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        private final PresignedColumn[] columns;
        private final PresignMetrics metrics;

        Task(PresignedColumn[] columns, PresignMetrics metrics) {
            this.columns = columns;
            this.metrics = metrics;
        }

        @Override
        public Iterator<InternalRow> apply(Iterator<InternalRow> rows) {
            return new PresignedRows(rows, columns, metrics);
        }
    }

    @Override
    public Seq<Attribute> output() {
        List<Attribute> all = new ArrayList<>(Sequences.list(child.output()));
        for (NamedExpression each : Sequences.list(calls)) {
            all.add(each.toAttribute());
        }
        return Sequences.of(all);
    }

    @Override
    public String nodeName() {
        return "SallyPresign";
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public Seq<SortOrder> outputOrdering() {
        return child.outputOrdering();
    }

    @Override
    public Seq<SparkPlan> children() {
        return Sequences.of(child);
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new PresignExec(calls, children.apply(0));
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int i) {
        return i == 0 ? calls : child;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof PresignExec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PresignExec
                && calls.equals(((PresignExec) other).calls)
                && child.equals(((PresignExec) other).child);
    }

    @Override
    public int hashCode() {
        return 31 * calls.hashCode() + child.hashCode();
    }
}
