package io.nextbest.runtime.probe;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.Stored;
import io.nextbest.runtime.Projection;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** One table, one model, two paths. */
public final class Probe {

    /** The projection ends with an Error at a purchase of this customer. */
    public static final String BREAKS_THE_READER = "breaks the reader";

    private Probe() {}

    @Client("/probe")
    interface SelfClient {

        @Get("/trace")
        String trace();
    }

    @Controller("/probe")
    @ExecuteOn(TaskExecutors.BLOCKING)
    static class ProbeController {

        private final SelfClient self;

        ProbeController(SelfClient self) {
            this.self = self;
        }

        @Post("/rfm")
        Rfm echo(@Body @Valid Rfm rfm) {
            return rfm;
        }

        @Post("/customer")
        CustomerQuery customer(@Body @Valid CustomerQuery query) {
            return query;
        }

        @Get("/fail")
        String fail() {
            throw new IllegalStateException("password=secret of jdbc:postgresql://db/x");
        }

        @Get("/relay")
        String relay() {
            return Thread.currentThread().isVirtual() + " " + self.trace();
        }

        @Get("/trace")
        String trace() {
            return String.valueOf(MDC.get("trace_id")) + " "
                    + Thread.currentThread().isVirtual();
        }
    }

    @Singleton
    static class SpentProjection implements Projection {

        @Override
        public Set<String> kinds() {
            return Set.of("purchase");
        }

        @Override
        public void apply(Handle handle, List<StoredEvent> events) {
            for (StoredEvent stored : events) {
                if (stored.event() instanceof Event.Purchase purchase && purchase.customerId() != null) {
                    if (purchase.customerId().equals(BREAKS_THE_READER)) {
                        throw new StackOverflowError("as planned");
                    }
                    handle.createUpdate("""
                                    INSERT INTO probe.spent (customer_id, amount) VALUES (:customer, :amount)
                                    ON CONFLICT (customer_id) DO UPDATE SET amount = probe.spent.amount + :amount
                                    """)
                            .bind("customer", purchase.customerId())
                            .bind("amount", purchase.quantity().multiply(purchase.unitPrice()))
                            .execute();
                }
            }
        }

        @Override
        public void wipe(Handle handle) {
            handle.execute("DELETE FROM probe.spent");
        }
    }

    /** The mean amount spent, which is refused when it fell, and beside it the number of customers. */
    @Singleton
    static class MeanTraining implements Training {

        private final Database database;
        private final Set<String> checked = ConcurrentHashMap.newKeySet();

        MeanTraining(Database database) {
            this.database = database;
        }

        @Override
        public List<Fitted> fit() {
            List<Fitted> fits = List.of(
                    fitted("mean", figure("SELECT coalesce(avg(amount), 0) FROM probe.spent")),
                    fitted("customers", figure("SELECT count(*) FROM probe.spent")));
            Killing.stopAt("fit");
            return fits;
        }

        private double figure(String sql) {
            return database.jdbi()
                    .withHandle(handle ->
                            handle.createQuery(sql).mapTo(Double.class).one());
        }

        private static Fitted fitted(String model, double value) {
            return new Fitted(
                    model,
                    null,
                    null,
                    42,
                    Map.of("of", "amount"),
                    Map.of("value", value),
                    "{\"%s\":%s}".formatted(model, value));
        }

        @Override
        public Judgement judge(Fitted fitted, @Nullable Stored before) {
            double now = value(fitted.model(), fitted.artifact());
            if (before != null && now < value(fitted.model(), before.artifact())) {
                return Judgement.refuse("fell to " + now);
            }
            return Judgement.accept("did not fall");
        }

        @Override
        public void check(String model, String artifact) {
            double ignored = value(model, artifact);
            if (!checked.add(model)) {
                Killing.stopAt("checking again"); // first the version that answers, then the new one, inserted
            }
        }

        @Override
        public Fitted read(String artifact) {
            return fitted("mean", value("mean", artifact));
        }

        @Override
        public Optional<String> mainModel() {
            return Optional.of("mean");
        }
    }

    /** An event by which this customer has spent so much more. */
    public static Event.Purchase purchase(String eventId, String customer, String amount) {
        return new Event.Purchase(
                eventId, customer, Instant.EPOCH, "i", null, null, BigDecimal.ONE, new BigDecimal(amount), "GBP", null);
    }

    /** The number in an artefact of the probe. */
    public static double value(String model, String artifact) {
        String start = "{\"" + model + "\":";
        if (!artifact.startsWith(start) || !artifact.endsWith("}")) {
            throw new IllegalArgumentException("it holds no " + model);
        }
        return Double.parseDouble(artifact.substring(start.length(), artifact.length() - 1));
    }
}
