package io.nextbest.reward;

import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.reward.RewardStore.Credit;
import io.nextbest.reward.RewardStore.InvoicePart;
import io.nextbest.runtime.Projection;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Purchases become invoices, which eligibility and the base rate read; outcomes become trials and responses. */
@Singleton
final class RewardProjection implements Projection {

    private static final Set<String> RESPONSES = Set.of("purchase", "redeem");

    private final RewardStore store;

    RewardProjection(RewardStore store) {
        this.store = store;
    }

    @Override
    public Set<String> kinds() {
        return Set.of("purchase", "outcome");
    }

    @Override
    public void apply(Handle handle, List<StoredEvent> events) {
        var invoices = new LinkedHashMap<List<String>, InvoicePart>();
        var credits = new ArrayList<Credit>();
        for (StoredEvent stored : events) {
            if (stored.event() instanceof Event.Purchase purchase) {
                add(purchase, invoices);
            } else if (stored.event() instanceof Event.Outcome outcome
                    && outcome.attribution() != null
                    && isTrial(outcome.attribution())) {
                credits.add(credit(outcome, outcome.attribution()));
            }
        }
        store.addInvoices(handle, invoices.values());
        credits.forEach(credit -> store.credit(handle, credit));
    }

    @Override
    public void wipe(Handle handle) {
        store.wipe(handle);
    }

    private static void add(Event.Purchase purchase, LinkedHashMap<List<String>, InvoicePart> invoices) {
        String customer = purchase.customerId();
        if (customer == null
                || purchase.quantity().signum() <= 0
                || purchase.unitPrice().signum() <= 0) {
            return; // nobody's, a return or a correction
        }
        BigDecimal amount = purchase.quantity().multiply(purchase.unitPrice());
        invoices.merge(
                List.of(customer, purchase.invoice()),
                new InvoicePart(customer, purchase.invoice(), purchase.at(), amount),
                (one, other) -> new InvoicePart(
                        customer,
                        one.invoice(),
                        earlier(one.at(), other.at()),
                        one.amount().add(other.amount())));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Without content and reward the decision held: it sent nothing, so it did not try "no reward" either. */
    private static boolean isTrial(Event.Attribution attribution) {
        return attribution.contentId() != null || attribution.rewardId() != null;
    }

    private static Credit credit(Event.Outcome outcome, Event.Attribution attribution) {
        String reward = Objects.requireNonNullElse(attribution.rewardId(), Offer.NONE);
        return new Credit(
                attribution.decisionId(),
                Objects.requireNonNullElse(attribution.segmentId(), RewardStore.NO_SEGMENT),
                reward,
                RESPONSES.contains(outcome.type()),
                outcome.type().equals("redeem") && !reward.equals(Offer.NONE));
    }
}
