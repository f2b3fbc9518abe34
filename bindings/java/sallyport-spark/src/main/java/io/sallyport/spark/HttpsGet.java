package io.sallyport.spark;

import io.sallyport.HttpsClient;
import io.sallyport.Request;
import io.sallyport.Response;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.Seq;

/** sally_https_get. */
public final class HttpsGet extends SallyFunction {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the expression; for Catalyst, which copies by reflection.
     *
     * @param arguments in the order of SQL
     * @param settings of the session
     */
    public HttpsGet(Seq<Expression> arguments, Settings settings) {
        super(Signature.HTTPS_GET, arguments, settings);
    }

    @Override
    Object compute(Object[] row) {
        if (row[0] == null) {
            return null;
        }
        HttpsClient client = host().client();
        Request.Builder request = Request.builder("GET", Types.string(row[0], "the URL"));
        Response response = client.send(
                request.headers(Types.headers(row.length > 1 ? row[1] : null)).build());
        return Types.row(response.statusCode(), Types.map(response.headers()), response.content(), null);
    }

    @Override
    Object failed(int code, String name, String message) {
        return Types.failed(Types.RESPONSE, code, name, message);
    }
}
