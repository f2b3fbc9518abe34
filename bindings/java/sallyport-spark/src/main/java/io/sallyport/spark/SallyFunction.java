package io.sallyport.spark;

import io.sallyport.CancelledException;
import io.sallyport.ErrorCode;
import io.sallyport.InternalException;
import io.sallyport.SallyportException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * A function of Spark SQL that calls Sallyport once per row.
 *
 * <p>It says that it is {@link Unevaluable}, which keeps the optimizer from running it on the driver (it would, over a
 * local relation, even for EXPLAIN), and yet it has both ways of evaluation, for the executors. Public for generated code
 * only.
 */
public abstract class SallyFunction extends Expression
        implements ImplicitCastInputTypes, Unevaluable, UserDefinedExpression, Serializable {
    private static final long serialVersionUID = 1L;

    private final Signature signature;
    private final Expression[] arguments;
    final Settings settings;
    private transient Host host;

    SallyFunction(Signature signature, Seq<Expression> arguments, Settings settings) {
        this.signature = signature;
        this.arguments = Sequences.list(arguments).toArray(new Expression[0]);
        this.settings = settings;
    }

    /** One row. Arguments are Spark's internal values, or null. */
    abstract Object compute(Object[] row);

    /** The result for a row whose call failed. */
    abstract Object failed(int code, String name, String message);

    /** The native objects; never serialized. To be asked for each row, as they may have become too old. */
    final Host host() {
        Host known = host;
        if (known == null || known.isOld()) {
            host = known = Host.of(settings);
        }
        return known;
    }

    /**
     * Computes one row; called by generated code. The fault of a row is its result, that of the library fails the task.
     *
     * @param row arguments, as Spark's internal values or null
     * @return the result, as Spark's internal value or null
     */
    public final Object call(Object[] row) {
        return guarded(() -> compute(row));
    }

    /** Runs work on rows; the fault of a row gives {@link #failed}, that of the library fails the task. */
    final Object guarded(Supplier<Object> work) {
        try {
            return work.get();
        } catch (Types.NotText e) {
            return invalid(e.getMessage());
        } catch (InternalException e) {
            forget();
            throw e;
        } catch (CancelledException e) { // the task is being killed; that is no fault of a row
            throw e;
        } catch (SallyportException e) {
            if (e.errorCode() == ErrorCode.HANDLE_CLOSED) {
                forget();
                throw e;
            }
            return failed(e.code(), e.name(), e.getMessage());
        }
    }

    private void forget() {
        if (host != null) {
            host.forget();
            host = null;
        }
    }

    final Object invalid(String message) {
        ErrorCode code = ErrorCode.INVALID_ARGUMENT;
        String text = code.name() + ": " + signature.name + ": " + message + "\nHint: " + code.hint();
        return failed(code.number(), code.name(), text);
    }

    @Override
    public final Object eval(InternalRow input) {
        Object[] row = new Object[arguments.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = arguments[i].eval(input);
        }
        return call(row);
    }

    @Override
    public final ExprCode doGenCode(CodegenContext ctx, ExprCode result) {
        // The generated code has the values of the arguments: their expressions need not travel with each task.
        Object bare = signature.maker.make(Sequences.of(), settings);
        String self = ctx.addReferenceObj("sallyport", bare, SallyFunction.class.getName());
        Block code = new CodeBlock(Sequences.of(""), Sequences.of());
        StringBuilder row = new StringBuilder();
        for (Expression argument : arguments) {
            ExprCode each = argument.genCode(ctx);
            code = code.$plus(each.code());
            String value = argument.dataType() instanceof IntegerType ? "Integer.valueOf(%s)" : "%s";
            row.append(row.length() == 0 ? "" : ", ")
                    .append(each.isNull())
                    .append(" ? null : (Object) ")
                    .append(String.format(value, each.value()));
        }
        String type = org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator.javaType(dataType());
        String call = String.format(
                "%n%s %s = (%s) %s.call(new Object[] {%s});%nboolean %s = %s == null;%n",
                type, result.value(), type, self, row, result.isNull(), result.value());
        Block block = new CodeBlock(Sequences.of(call), Sequences.of());
        return result.copy(code.$plus(block), result.isNull(), result.value());
    }

    @Override
    public final boolean foldable() {
        return false;
    }

    @Override
    public final boolean nullable() {
        return true;
    }

    /**
     * No, as results depend on the time. It also keeps the optimizer from evaluating predicates over partition columns
     * and keys of joins on the driver, and from sending a request twice.
     */
    @Override
    public final boolean deterministic() {
        return false;
    }

    @Override
    public final DataType dataType() {
        return signature.result;
    }

    @Override
    public final Seq<AbstractDataType> inputTypes() {
        return Sequences.of(Arrays.copyOf(signature.types, arguments.length));
    }

    @Override
    public final TypeCheckResult checkInputDataTypes() {
        return ImplicitCastInputTypes.super.checkInputDataTypes();
    }

    @Override
    public final String prettyName() {
        return signature.name;
    }

    /** As a user's function, it may stand in GROUP BY and ORDER BY although it is nondeterministic. */
    @Override
    public final String name() {
        return signature.name;
    }

    @Override
    public final Seq<Expression> children() {
        return Sequences.of(arguments);
    }

    @Override
    public final Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return signature.maker.make(children, settings);
    }

    @Override
    public final int productArity() {
        return 1;
    }

    /** With {@link #otherCopyArgs}, the arguments of the public constructors. */
    @Override
    public final Object productElement(int i) {
        return children();
    }

    @Override
    public final Seq<Object> otherCopyArgs() {
        return Sequences.of(settings);
    }

    @Override
    public final boolean canEqual(Object other) {
        return other instanceof SallyFunction;
    }

    /** Settings count: the same call under another configuration has another result. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof SallyFunction
                && signature == ((SallyFunction) other).signature
                && settings.equals(((SallyFunction) other).settings)
                && Arrays.equals(arguments, ((SallyFunction) other).arguments);
    }

    @Override
    public final int hashCode() {
        return 31 * signature.name.hashCode() + Arrays.hashCode(arguments);
    }
}
