package io.sallyport.spark;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.TakeOrderedAndProjectExec;
import scala.collection.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * Keeps the functions off the driver. Spark collects the first rows of an order there and computes a select list over
 * them, whatever is in it; with a function in it, that becomes a step of its own, in a task.
 */
final class OffDriver extends ColumnarRule {
    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
        return new Rule<SparkPlan>() {
            @Override
            public SparkPlan apply(SparkPlan plan) {
                return plan.transformUp(new Split());
            }
        };
    }

    private static final class Split extends AbstractPartialFunction<SparkPlan, SparkPlan> {
        @Override
        public boolean isDefinedAt(SparkPlan plan) {
            return plan instanceof TakeOrderedAndProjectExec
                    && ((TakeOrderedAndProjectExec) plan).projectList().exists(each -> ((Expression) each)
                            .exists(part -> part instanceof SallyFunction));
        }

        @Override
        public SparkPlan apply(SparkPlan plan) {
            TakeOrderedAndProjectExec both = (TakeOrderedAndProjectExec) plan;
            SparkPlan rows = both.child();
            SparkPlan first = both.copy(both.limit(), both.sortOrder(), named(rows.output()), rows, both.offset());
            return new ProjectExec(both.projectList(), first);
        }

        /** Scala's sequences of a type are sequences of its supertypes; Java must be told. */
        @SuppressWarnings("unchecked")
        private static Seq<NamedExpression> named(Seq<? extends NamedExpression> attributes) {
            return (Seq<NamedExpression>) attributes;
        }
    }
}
