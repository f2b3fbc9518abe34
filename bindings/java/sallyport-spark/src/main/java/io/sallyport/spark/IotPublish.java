package io.sallyport.spark;

import io.sallyport.IotPublisher;
import io.sallyport.PublishReceipt;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.Seq;

/** sally_iot_publish. */
public final class IotPublish extends SallyFunction {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the expression; for Catalyst, which copies by reflection.
     *
     * @param arguments in the order of SQL
     * @param settings of the session
     */
    public IotPublish(Seq<Expression> arguments, Settings settings) {
        super(Signature.IOT_PUBLISH, arguments, settings);
    }

    @Override
    Object compute(Object[] row) {
        if (row[0] == null || row[1] == null) {
            return invalid((row[0] == null ? "the topic" : "the payload") + " is null");
        }
        if (row.length > 2 && row[2] == null) {
            return invalid("qos is null");
        }
        String topic = Types.string(row[0], "the topic");
        IotPublisher publisher = host().publisher();
        PublishReceipt receipt = publisher.publish(topic, (byte[]) row[1], row.length > 2 ? (Integer) row[2] : 0);
        return Types.row(receipt.statusCode(), Types.text(receipt.requestId()), null);
    }

    @Override
    Object failed(int code, String name, String message) {
        return Types.failed(Types.RECEIPT, code, name, message);
    }
}
