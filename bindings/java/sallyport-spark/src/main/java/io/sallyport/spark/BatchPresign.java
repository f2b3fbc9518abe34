package io.sallyport.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * Gives the sally_presign of a select list to {@link PresignExec}, which takes many rows at a time: what a call of the
 * library costs beside the signature, all of them share. A call stays where it is if it is a part of an expression, which
 * may not need it for each row, or if method or lifetime differ from row to row.
 */
final class BatchPresign extends ColumnarRule {
    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
        return new Rule<SparkPlan>() {
            @Override
            public SparkPlan apply(SparkPlan plan) {
                return plan.transformUp(new Split());
            }
        };
    }

    /** The call that a column of a select list is, if its rows share all but the URL. */
    private static Presign call(Object column) {
        Expression value = column instanceof Alias ? ((Alias) column).child() : null;
        if (!(value instanceof Presign)) {
            return null;
        }
        Presign call = (Presign) value;
        for (int i = 1; i < call.children().size(); i++) {
            Expression argument = call.children().apply(i);
            if (!(argument instanceof Literal) || ((Literal) argument).value() == null) {
                return null;
            }
        }
        return call;
    }

    private static <T> List<T> list(Seq<T> items) {
        return JavaConverters.seqAsJavaListConverter(items).asJava();
    }

    private static <T> Seq<T> seq(List<T> items) {
        return JavaConverters.asScalaBufferConverter(items).asScala().toList();
    }

    private static final class Split extends AbstractPartialFunction<SparkPlan, SparkPlan> {
        @Override
        public boolean isDefinedAt(SparkPlan plan) {
            return plan instanceof ProjectExec
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
            for (NamedExpression column : list(whole.projectList())) {
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
                            url,
                            "url",
                            NamedExpression.newExprId(),
                            seq(new ArrayList<>()),
                            Option.empty(),
                            seq(new ArrayList<>()));
                    below.add(named);
                    url = (Expression) named.toAttribute();
                }
                Alias signed = (Alias) column;
                calls.add((NamedExpression) signed.withNewChildren(SallyFunction.seq(call.of(url))));
                above.add(signed.toAttribute());
            }
            SparkPlan rows = whole.child();
            for (Attribute each : list(rows.output())) {
                if (used.contains(each.exprId())) {
                    below.add(each);
                }
            }
            boolean asTheyAre = below.equals(list(rows.output()));
            SparkPlan urls = asTheyAre ? rows : new ProjectExec(seq(below), rows);
            return new ProjectExec(seq(above), new PresignExec(seq(calls), urls));
        }
    }
}
