package io.nextbest.runtime.probe;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.ModelVersions;
import io.nextbest.runtime.Projection;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
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

    @Singleton
    static class MeanTraining implements Training {

        private final Database database;

        MeanTraining(Database database) {
            this.database = database;
        }

        @Override
        public List<ModelVersions.Fitted> fit() {
            double mean = database.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT coalesce(avg(amount), 0) FROM probe.spent")
                            .mapTo(Double.class)
                            .one());
            return List.of(new ModelVersions.Fitted(
                    "mean", null, null, 42, Map.of(), Map.of("mean", mean), "{\"mean\":" + mean + "}"));
        }

        @Override
        public void check(String model, String artifact) {
            if (!artifact.startsWith("{\"mean\":")) {
                throw new IllegalArgumentException("no mean in it");
            }
        }
    }
}
