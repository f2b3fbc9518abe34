package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The publisher against the stand-in of AWS IoT Core. */
final class IotPublisherTest {
    private static final byte[] PAYLOAD = "{\"hello\":\"lab\"}".getBytes(StandardCharsets.UTF_8);

    private final Lab lab = Lab.start();

    private IotPublisher.Builder device(String port) {
        return lab.publisher(port)
                .cert(Paths.get(lab.text("iot/device/cert")))
                .key(Paths.get(lab.text("iot/device/key")));
    }

    private JsonObject lastMessage() throws Exception {
        return lab.lastReceived("iot").getAsJsonObject("detail").getAsJsonObject("message");
    }

    @Test
    void aDevicePublishesOnBothPorts() throws Exception {
        for (String port : new String[] {"port_443", "port_8443"}) {
            try (IotPublisher publisher = device(port).build()) {
                PublishReceipt receipt = publisher.publish("data/test", PAYLOAD, 1);
                assertEquals(200, receipt.statusCode());
                assertFalse(receipt.requestId().isEmpty());
                assertEquals(1, receipt.attempts());
                assertEquals(lab.text("iot/address"), receipt.peer().ip());
                assertEquals(
                        port.equals("port_443") ? "x-amzn-http-ca" : "",
                        receipt.peer().alpn());
                assertTrue(receipt.elapsed().compareTo(Duration.ZERO) > 0);
                JsonObject message = lastMessage();
                assertEquals("data/test", message.get("topic").getAsString());
                assertEquals(1, message.get("qos").getAsInt());
                assertEquals(
                        new String(PAYLOAD, StandardCharsets.UTF_8),
                        new String(
                                Base64.getDecoder()
                                        .decode(message.get("payload").getAsString()),
                                StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void theCertificateMayBePem() {
        String both = new String(lab.bytes("iot/device/cert"), StandardCharsets.UTF_8) + "\n"
                + new String(lab.bytes("iot/device/key"), StandardCharsets.UTF_8);
        try (IotPublisher one = lab.publisher("port_443").cert(both).build();
                IotPublisher two = lab.publisher("port_443")
                        .cert(lab.bytes("iot/device/cert"))
                        .key(lab.bytes("iot/device/key"))
                        .build()) {
            assertEquals(200, one.publish("data/test", PAYLOAD).statusCode());
            assertEquals(200, two.publish("data/test", PAYLOAD).statusCode());
        }
        Failures.fails(
                ErrorCode.CLIENT_CERTIFICATE_UNREADABLE,
                () -> lab.publisher("port_443").cert("/no/such.pem").build());
    }

    @Test
    void thePortIsFound() {
        // Nothing listens at that address: the error tells of both ports.
        String host = lab.text("iot/host");
        try (IotPublisher publisher = IotPublisher.builder(host)
                .trustEnv(false)
                .autoPort()
                .retries(0)
                .cert(lab.bytes("iot/device/cert"))
                .key(lab.bytes("iot/device/key"))
                .resolve(host, "127.83.83.83")
                .build()) {
            SallyportException failure =
                    Failures.fails(ErrorCode.CONNECT_REFUSED, () -> publisher.publish("t", PAYLOAD));
            assertTrue(failure.getMessage().contains(host + ":443: "), failure.getMessage());
            assertTrue(failure.getMessage().contains(host + ":8443: "), failure.getMessage());
        }
    }

    @Test
    void everyPropertyArrives() throws Exception {
        Message message = Message.builder("data/props")
                .payload("caf\u00e9")
                .qos(1)
                .retain(true)
                .contentType("text/plain")
                .responseTopic("data/answers")
                .messageExpiry(Duration.ofMinutes(1))
                .userProperty("a:b", " 1 ")
                .userProperty("a:b", "2")
                .correlationData(new byte[] {0, 1, (byte) 0xff})
                .payloadFormat("UTF8_DATA")
                .timeout(Duration.ofSeconds(10))
                .build();
        assertEquals("Message[data/props, 5 bytes]", message.toString());
        try (IotPublisher publisher = device("port_443").build()) {
            assertEquals(200, publisher.publish(message).statusCode());
        }
        String want = "{'topic': 'data/props', 'payload': 'Y2Fmw6k=', 'qos': 1, 'retain': true, "
                + "'content_type': 'text/plain', "
                + "'response_topic': 'data/answers', 'message_expiry': 60, "
                + "'user_properties': [{'a:b': ' 1 '}, {'a:b': '2'}], "
                + "'correlation_data': 'AAH/', 'payload_format': 'UTF8_DATA'}";
        assertEquals(JsonParser.parseString(want), lastMessage());
    }

    @Test
    void credentialsSignInPlaceOfACertificate() {
        try (Signer signer = lab.signer().region(lab.text("aws/region")).build();
                IotPublisher publisher =
                        lab.publisher("port_443").signer(signer).build()) {
            assertEquals(200, publisher.publish("data/test", PAYLOAD).statusCode());
        }
    }

    /** Another client sends it. */
    @Test
    void aPreparedRequestPublishes() throws Exception {
        Message message = Message.builder("data/prepared")
                .payload(PAYLOAD)
                .qos(1)
                .contentType("application/json")
                .userProperty("a", "b")
                .build();
        try (Signer signer = lab.signer().region(lab.text("aws/region")).build();
                IotPublisher publisher =
                        lab.publisher("port_443").signer(signer).build();
                HttpsClient client = lab.client(lab.text("iot/host"), lab.text("iot/address"))
                        .build()) {
            PreparedPublish prepared = publisher.prepare(message);
            assertEquals("POST", prepared.method());
            Response response = client.send(Request.builder(prepared.method(), prepared.url())
                    .headers(prepared.headers())
                    .body(prepared.body())
                    .build());
            assertEquals(200, response.statusCode(), response.text());
            JsonObject arrived = lastMessage();
            assertEquals("data/prepared", arrived.get("topic").getAsString());
            assertEquals("application/json", arrived.get("content_type").getAsString());
            assertEquals("[{\"a\":\"b\"}]", arrived.get("user_properties").toString());
            Instant at = Instant.parse("2026-07-01T12:00:00.9Z");
            PreparedPublish then = publisher.prepare(message, at);
            assertEquals("20260701T120000Z", then.headers().get("X-Amz-Date"));
            assertEquals(
                    then.headers().get("Authorization"),
                    publisher.prepare(message, at).headers().get("Authorization"));
            assertFalse(then.toString().contains("?"), then.toString());
            Failures.fails(ErrorCode.NULL_POINTER, () -> publisher.prepare(null));
            Failures.fails(
                    ErrorCode.TOPIC_INVALID,
                    () -> publisher.prepare(Message.builder("data/#").build()));
            Failures.fails(
                    ErrorCode.MESSAGE_INVALID,
                    () -> publisher.prepare(Message.builder("a").qos(2).build()));
        }
    }

    @Test
    void anAuthorizerDecidesInPlaceOfACertificate() {
        IotPublisher.Builder builder = lab.publisher("port_443")
                .authorizer(
                        lab.text("iot/authorizer/name"),
                        lab.text("iot/authorizer/token_key"),
                        lab.text("iot/authorizer/token"),
                        lab.text("iot/authorizer/signature"));
        try (IotPublisher publisher = builder.build()) {
            assertEquals(200, publisher.publish("data/test", PAYLOAD).statusCode());
        }
    }

    @Test
    void aRefusalSaysWhy() {
        try (IotPublisher publisher = device("port_443").build()) {
            SallyportException refused =
                    Failures.fails(ErrorCode.PUBLISH_FORBIDDEN, () -> publisher.publish("lab/denied", PAYLOAD));
            assertEquals(403, refused.detail());
            Failures.fails(ErrorCode.TOPIC_INVALID, () -> publisher.publish("data/+", PAYLOAD));
        }
        Failures.fails(ErrorCode.CLIENT_CERTIFICATE_REQUIRED, () -> lab.publisher("port_443")
                .build());
        Failures.fails(ErrorCode.ENDPOINT_INVALID, () -> IotPublisher.builder("bad host")
                .build());
    }
}
