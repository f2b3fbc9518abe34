package io.sallyport.spark;

import io.sallyport.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The types of the functions, and values between Java and Spark's internal forms. */
final class Types {
    static final DataType TEXT = DataTypes.StringType;
    static final DataType BYTES = DataTypes.BinaryType;
    static final DataType INT = DataTypes.IntegerType;
    static final DataType HEADERS = DataTypes.createMapType(TEXT, TEXT, true);
    static final DataType ERROR =
            new StructType().add("code", INT).add("name", TEXT).add("message", TEXT);

    static final StructType SIGNED = new StructType()
            .add("url", TEXT)
            .add("headers", HEADERS)
            .add("signature", TEXT)
            .add("error", ERROR);
    static final StructType RESPONSE = new StructType()
            .add("status", INT)
            .add("headers", HEADERS)
            .add("body", BYTES)
            .add("error", ERROR);
    static final StructType RECEIPT =
            new StructType().add("status", INT).add("request_id", TEXT).add("error", ERROR);

    private Types() {}

    static AbstractDataType[] of(AbstractDataType... types) {
        return types;
    }

    static InternalRow row(Object... fields) {
        return new GenericInternalRow(fields);
    }

    /** A row of nulls with the error in its last field. */
    static InternalRow failed(StructType type, int code, String name, String message) {
        Object[] fields = new Object[type.size()];
        fields[fields.length - 1] = row(code, text(name), text(message));
        return new GenericInternalRow(fields);
    }

    static UTF8String text(String value) {
        return UTF8String.fromString(value);
    }

    /** The text of a column, whose strings may hold any bytes. What is not UTF-8 is refused, not replaced. */
    static String string(Object value, String argument) {
        byte[] bytes = ((UTF8String) value).getBytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new NotText(argument + " is not UTF-8");
            }
        }
        return text;
    }

    static MapData map(Headers headers) {
        Map<String, String> fields = headers.toMap();
        Object[] names = new Object[fields.size()];
        Object[] values = new Object[names.length];
        int i = 0;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            names[i] = text(field.getKey());
            values[i++] = text(field.getValue());
        }
        return new ArrayBasedMapData(new GenericArrayData(names), new GenericArrayData(values));
    }

    /** The headers of a column; null: none. A null value stays, for the library to refuse. */
    static Map<String, String> headers(Object value) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (value != null) {
            MapData map = (MapData) value;
            for (int i = 0; i < map.numElements(); i++) {
                String name = string(map.keyArray().getUTF8String(i), "a name in headers");
                headers.put(
                        name,
                        map.valueArray().isNullAt(i)
                                ? null
                                : string(map.valueArray().getUTF8String(i), "a value in headers"));
            }
        }
        return headers;
    }

    /** A string of a row that is no text. */
    static final class NotText extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotText(String message) {
            super(message);
        }
    }
}
