package io.sallyport.spark;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
import scala.Tuple3;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;

/** How a function is called, and what DESCRIBE FUNCTION EXTENDED says of it. */
enum Signature {
    PRESIGN(
            "sally_presign",
            1,
            Types.of(Types.TEXT, Types.TEXT, Types.INT),
            Types.TEXT,
            Presign::new,
            "_FUNC_(url[, method[, expires]]) - Returns the URL with an AWS signature in its query; null for a URL that "
                    + "cannot be signed.",
            "* url - absolute; may hold raw spaces and UTF-8",
            "* method - of the request that the URL is for; GET if absent",
            "* expires - lifetime in seconds, 1 to 604800; 3600 if absent",
            "SELECT _FUNC_('https://bucket.s3.eu-west-1.amazonaws.com/key', 'GET', 60);"),
    SIGN(
            "sally_sign",
            2,
            Types.of(Types.TEXT, Types.TEXT, Types.HEADERS, Types.BYTES),
            Types.SIGNED,
            Sign::new,
            "_FUNC_(method, url[, headers[, body]]) - Returns the request with an AWS signature: url, headers (all that "
                    + "must be sent), signature, error.",
            "* method - such as 'POST'",
            "* url - absolute; null gives null",
            "* headers - a map of strings, to be sent and signed; null: none",
            "* body - bytes to be sent; null: none",
            "SELECT _FUNC_('GET', 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity').headers;"),
    VERIFY_IDENTITY(
            "sally_verify_identity",
            1,
            Types.of(Types.BYTES, Types.BYTES, Types.TEXT),
            VerifyIdentity.IDENTITY,
            VerifyIdentity::new,
            "_FUNC_(signature[, document[, audience]]) - Returns the verified identity of a cloud instance. The row is "
                    + "verified only where error is null; all other fields of a refused row are null.",
            "* signature - PKCS#7 in base64, PEM or DER",
            "* document - as the metadata service answered; null: the one in the signature",
            "* audience - that must have been signed; null is an error, absent says that there must be none",
            "SELECT _FUNC_(signature, document, audience).instance_id FROM proofs;"),
    HTTPS_GET(
            "sally_https_get",
            1,
            Types.of(Types.TEXT, Types.HEADERS),
            Types.RESPONSE,
            HttpsGet::new,
            "_FUNC_(url[, headers]) - Sends a GET request and returns status, headers, body, error. A status of 400 or "
                    + "above is a response, not an error.",
            "* url - absolute; null gives null",
            "* headers - a map of strings; null: none",
            "SELECT _FUNC_('https://kms-vpc.cn-shanghai.aliyuncs.com/').status;"),
    IOT_PUBLISH(
            "sally_iot_publish",
            2,
            Types.of(Types.TEXT, Types.BYTES, Types.INT),
            Types.RECEIPT,
            IotPublish::new,
            "_FUNC_(topic, payload[, qos]) - Publishes a message to AWS IoT Core and returns status, request_id, error. "
                    + "A task that Spark repeats publishes again.",
            "* topic - one concrete topic",
            "* payload - up to 131,072 bytes",
            "* qos - 0, or 1: repeated when the answer was lost; 0 if absent",
            "SELECT _FUNC_('plant/1/state', to_json(struct(*)), 1).error FROM states;");

    /** Makes the expression. */
    interface Maker {
        Expression make(Seq<Expression> arguments, Settings settings);
    }

    final String name;
    private final int least;
    final AbstractDataType[] types;
    final DataType result;
    final Maker maker;
    private final String usage;
    private final String[] lines;

    Signature(
            String name,
            int least,
            AbstractDataType[] types,
            DataType result,
            Maker maker,
            String usage,
            String... lines) {
        this.name = name;
        this.least = least;
        this.types = types;
        this.result = result;
        this.maker = maker;
        this.usage = usage;
        this.lines = lines;
    }

    /** What SparkSessionExtensions.injectFunction takes. */
    Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>> function() {
        return new Tuple3<>(new FunctionIdentifier(name), info(), new Builder(this));
    }

    private ExpressionInfo info() {
        StringBuilder arguments = new StringBuilder("\n    Arguments:\n");
        for (int i = 0; i < lines.length - 1; i++) {
            arguments.append("      ").append(lines[i]).append('\n');
        }
        String examples = "\n    Examples:\n      > " + lines[lines.length - 1] + "\n  ";
        String className = SallyFunction.class.getName();
        return new ExpressionInfo(
                className,
                "",
                name,
                usage,
                arguments.append("  ").toString(),
                examples,
                "\n    The function is non-deterministic.\n  ",
                "misc_funcs",
                "",
                "",
                "java_udf");
    }

    private Expression build(Seq<Expression> arguments) {
        if (arguments.size() < least || arguments.size() > types.length) {
            List<Object> counts =
                    IntStream.rangeClosed(least, types.length).boxed().collect(Collectors.toList());
            throw sneaky(
                    QueryCompilationErrors.wrongNumArgsError(name, Sequences.of(counts), arguments.size(), "", "", ""));
        }
        if (arguments.exists(each -> each instanceof NamedArgumentExpression)) {
            throw sneaky(QueryCompilationErrors.namedArgumentsNotSupported(name));
        }
        return maker.make(arguments, Settings.ofSession());
    }

    /** AnalysisException is a checked exception, which Scala does not declare. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }

    private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
        private final Signature signature;

        Builder(Signature signature) {
            this.signature = signature;
        }

        @Override
        public Expression apply(Seq<Expression> arguments) {
            return signature.build(arguments);
        }
    }
}
