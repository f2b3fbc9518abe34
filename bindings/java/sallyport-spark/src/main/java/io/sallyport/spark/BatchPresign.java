package io.sallyport.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InputFileBlockLength;
import org.apache.spark.sql.catalyst.expressions.InputFileBlockStart;
import org.apache.spark.sql.catalyst.expressions.InputFileName;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Option;
import scala.runtime.AbstractPartialFunction;

/**
 * Gives the sally_presign of a select list to {@link PresignExec}, which takes many rows at a time: what a call of the
 * library costs beside the signature, all of them share. A call stays where it is
 *
 * <ul>
 *   <li>as a part of an expression, which may not need it for each row,
 *   <li>if method or lifetime differ from row to row,
 *   <li>in a list of many columns: to copy them would cost more than the calls,
 *   <li>in a plan that must not read ahead.
 * </ul>
 */
final class BatchPresign extends ColumnarRule {
    private static final int MOST_COLUMNS = 16;

    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
        return new Rule<SparkPlan>() {
            @Override
            public SparkPlan apply(SparkPlan plan) {
                return plan.exists(BatchPresign::goesRowByRow) ? plan : plan.transformUp(new Split());
            }
        };
    }

    /** Reading ahead would send requests for rows that a LIMIT drops, and be in another file than the row. */
    private static boolean goesRowByRow(SparkPlan step) {
        return step.expressions()
                .exists(each -> each.exists(part -> part instanceof HttpsGet
                        || part instanceof IotPublish
                        || part instanceof InputFileName
                        || part instanceof InputFileBlockStart
                        || part instanceof InputFileBlockLength));
    }

    /** The call that a column of a select list is, if its rows share all but the URL. */
    private static Presign call(Object column) {
        Expression value = column instanceof Alias ? ((Alias) column).child() : null;
        if (!(value instanceof Presign)) {
            return null;
        }
        List<Expression> arguments = Sequences.list(value.children());
        for (Expression argument : arguments.subList(1, arguments.size())) {
            if (!(argument instanceof Literal) || ((Literal) argument).value() == null) {
                return null;
            }
        }
        return (Presign) value;
    }

    private static final class Split extends AbstractPartialFunction<SparkPlan, SparkPlan> {
        @Override
        public boolean isDefinedAt(SparkPlan plan) {
            return plan instanceof ProjectExec
                    && ((ProjectExec) plan).projectList().size() <= MOST_COLUMNS
                    && ((ProjectExec) plan).projectList().exists(each -> call(each) != null);
        }

        /** Three steps: the URLs and all columns that are used later, their signatures, the columns as they were asked for. */
        @Override
        public SparkPlan apply(SparkPlan plan) {
            ProjectExec whole = (ProjectExec) plan;
            List<NamedExpression> below = new ArrayList<>();
            List<NamedExpression> calls = new ArrayList<>();
            List<NamedExpression> above = new ArrayList<>();
            Set<ExprId> used = new HashSet<>();
            for (NamedExpression column : Sequences.list(whole.projectList())) {
                Presign call = call(column);
                if (call == null) {
                    above.add(column);
                    ((Expression) column).references().foreach(each -> used.add(each.exprId()));
                    continue;
                }
                Expression url = call.children().apply(0);
                if (url instanceof Attribute) {
                    used.add(((Attribute) url).exprId());
                } else {
                    Alias named = new Alias(
                            url, "url", NamedExpression.newExprId(), Sequences.of(), Option.empty(), Sequences.of());
                    below.add(named);
                    url = (Expression) named.toAttribute();
                }
                Alias signed = (Alias) column;
                calls.add((NamedExpression) signed.withNewChildren(Sequences.of(call.of(url))));
                above.add(signed.toAttribute());
            }
            SparkPlan rows = whole.child();
            for (Attribute each : Sequences.list(rows.output())) {
                if (used.contains(each.exprId())) {
                    below.add(each);
                }
            }
            boolean asTheyAre = below.equals(Sequences.list(rows.output()));
            SparkPlan urls = asTheyAre ? rows : new ProjectExec(Sequences.of(below), rows);
            return new ProjectExec(Sequences.of(above), new PresignExec(Sequences.of(calls), urls));
        }
    }
}
