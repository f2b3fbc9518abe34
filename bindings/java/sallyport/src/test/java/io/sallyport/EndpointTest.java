package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class EndpointTest {
    private static String of(String host, String target) {
        return Endpoint.lookup(host, target).toString();
    }

    @Test
    void aHostSaysServiceAndRegion() {
        Endpoint endpoint = Endpoint.lookup("data-ats.iot.eu-west-1.amazonaws.com");
        assertEquals("iotdata", endpoint.service());
        assertEquals("eu-west-1", endpoint.region());
        assertEquals("Endpoint[ in ]", of("nobody.example", null));
        assertEquals("Endpoint[ses in us-east-1]", of("email.us-east-1.amazonaws.com:443", ""));
    }

    @Test
    void aTargetWins() {
        String host = "autoscaling.us-east-1.amazonaws.com";
        assertEquals("Endpoint[autoscaling in us-east-1]", of(host, null));
        assertEquals(
                "Endpoint[autoscaling-plans in us-east-1]",
                of(host, "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"));
    }

    @Test
    void whatIsNoTextIsRefused() {
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Endpoint.lookup(null));
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Endpoint.lookup("a\ud800.amazonaws.com"));
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Endpoint.lookup("s3.amazonaws.com", "\udc00"));
    }
}
