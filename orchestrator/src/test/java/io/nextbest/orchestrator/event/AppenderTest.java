package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.annotation.Property;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.ServiceException;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppenderTest implements RealPostgres {

    /** Breaks off whoever reads it, as a JVM out of memory would. */
    private static final class Breaking extends AbstractList<Draft> {

        @Override
        public Draft get(int index) {
            throw new LinkageError("broken off");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Inject
    EventStore store;

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void answersAnErrorAndGoesOn() throws Exception {
        var appender = new Appender(store);
        appender.start();

        assertThatThrownBy(() -> appender.append(new Breaking())).hasRootCauseInstanceOf(LinkageError.class);
        assertThat(appender.append(List.of(visit("after an error")))).containsExactly(Appended.ACCEPTED);

        appender.close();
        assertThatThrownBy(() -> appender.append(List.of(visit("after the end"))))
                .isInstanceOf(ServiceException.class);
    }

    private static Draft visit(String eventId) {
        String body = """
                {"kind":"interaction","event_id":"%s","customer_id":"c","at":"2011-12-09T10:00:00Z","type":"visit"}""".formatted(eventId);
        return new Draft(
                "interaction",
                eventId,
                "c",
                Instant.parse("2011-12-09T10:00:00Z"),
                body.getBytes(StandardCharsets.UTF_8),
                null);
    }
}
