package io.sallyport.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sallyport.CancelledException;
import io.sallyport.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Upper;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** What Catalyst does with any expression, and what travels to a task. */
class ExpressionTest {
    private static final Map<String, String> PARIS = Collections.singletonMap("sign.region", "eu-west-3");
    private static final Map<String, String> DUBLIN = Collections.singletonMap("sign.region", "eu-west-1");

    private static Expression column(int i) {
        return new Upper(new BoundReference(i, DataTypes.StringType, true));
    }

    private static Expression make(Signature signature, Map<String, String> options) {
        return signature.maker.make(Sequences.of(column(0), column(1)), new Settings(options));
    }

    @Test
    void catalystCanCopyAndCompareEachFunction() {
        for (Signature signature : Signature.values()) {
            Expression made = make(signature, PARIS);
            Expression clone = made.clone();
            assertNotSame(made, clone);
            assertEquals(made, clone);
            assertNotEquals(make(signature, DUBLIN), clone, "the settings are gone");
            assertEquals(signature.name + "(upper(input[0, string, true]), upper(input[1, string, true]))", clone + "");

            Expression other = made.withNewChildren(Sequences.of(column(1), column(0)));
            assertEquals(column(1), other.children().apply(0));
            assertNotEquals(made, other);
            assertEquals(made, other.withNewChildren(Sequences.of(column(0), column(1))));
            assertEquals(made.canonicalized(), make(signature, PARIS).canonicalized());
            assertNotEquals(made.canonicalized(), make(signature, DUBLIN).canonicalized());
            assertFalse(made.semanticEquals(clone), "two calls of a nondeterministic function are two calls");
            assertTrue(made.toJSON().contains("\"class\":\"" + made.getClass().getName() + "\""), made.toJSON());
        }
    }

    @Test
    void plansBecomeJson() {
        LogicalPlan plan = LocalSpark.session()
                .sql("SELECT sally_presign(url), sally_sign('GET', url).error FROM VALUES ('a') AS t(url) LIMIT 1")
                .queryExecution()
                .optimizedPlan();
        assertTrue(plan.toJSON().contains(Presign.class.getName()), plan.toJSON());
        assertEquals(plan, plan.clone());
    }

    @Test
    void generatedCodeTakesNoArgumentsAlong() throws IOException {
        for (Signature signature : Signature.values()) {
            CodegenContext context = new CodegenContext();
            make(signature, PARIS).genCode(context);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(JavaConverters.seqAsJavaListConverter(context.references())
                        .asJava()
                        .toArray());
            }
            String sent = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
            assertTrue(sent.contains(SallyFunction.class.getName()) && sent.contains("eu-west-3"));
            for (Class<?> argument : new Class<?>[] {Upper.class, BoundReference.class}) {
                assertFalse(sent.contains(argument.getName()), signature + " sends " + argument);
            }
        }
    }

    private static SallyFunction presign() {
        return (SallyFunction) Signature.PRESIGN.maker.make(Sequences.of(), new Settings(DUBLIN));
    }

    private static Object[] row(UTF8String method) {
        return new Object[] {UTF8String.fromString("https://bucket.s3.amazonaws.com/key"), method, 60};
    }

    /** Spark may use the memory of a string again for the next row. */
    @Test
    void aMethodIsKeptAsItWas() {
        byte[] memory = "GET".getBytes(StandardCharsets.US_ASCII);
        SallyFunction presign = presign();
        Object get = presign.call(row(UTF8String.fromBytes(memory)));
        memory[0] = 'P';
        memory[1] = 'U';
        Object put = presign.call(row(UTF8String.fromBytes(memory)));
        Object again = presign.call(row(UTF8String.fromString("GET")));
        assertTrue(!put.equals(get) && !put.equals(again), put + " " + get);
    }

    @Test
    void anInterruptedTaskEndsInPlaceOfItsRow() {
        SallyFunction get = (SallyFunction) Signature.HTTPS_GET.maker.make(Sequences.of(), new Settings(DUBLIN));
        Object[] row = {UTF8String.fromString("http://127.0.0.1:1/")};
        assertTrue(get.call(row).toString().contains("CONNECT_REFUSED"));
        Thread.currentThread().interrupt();
        assertThrows(CancelledException.class, () -> get.call(row));
        assertTrue(Thread.interrupted());
    }

    @Test
    void afterAClosedSignerTheNextCallHasANewOne() {
        SallyFunction presign = presign();
        UTF8String get = UTF8String.fromString("GET");
        presign.call(row(get));
        Host.of(new Settings(DUBLIN)).signer().close();
        assertThrows(UsageException.class, () -> presign.call(row(get)));
        assertTrue(presign.call(row(get)).toString().contains("eu-west-1"));
    }
}
