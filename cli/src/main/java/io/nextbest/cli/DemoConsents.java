package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportDoor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Consents for e-mail that nobody gave: the data set has none, and without them nobody could be written to. Each is
 * labelled as synthetic and follows from the customer's id alone: 85 of 100 granted, 7 granted and withdrawn, 8 have no
 * record.
 */
final class DemoConsents {

    static final String SOURCE = "synthetic-demo";

    private static final int GRANTED = 85;
    private static final int WITHDRAWN = 7;
    private static final String GRANTED_AT = "2010-12-01T00:00:00Z";
    private static final String WITHDRAWN_AT = "2011-11-15T12:00:00Z";
    private static final String SHOWN_CUSTOMER = "12347"; // the demo decides for this one

    private DemoConsents() {}

    /** Events as lines for the import door, the same for the same customers. */
    static String lines(Set<String> customers) {
        StringBuilder lines = new StringBuilder();
        for (String customer : new TreeSet<>(customers)) {
            int lot = lot(customer);
            if (lot < GRANTED + WITHDRAWN) {
                append(lines, customer, true, GRANTED_AT);
            }
            if (lot >= GRANTED && lot < GRANTED + WITHDRAWN) {
                append(lines, customer, false, WITHDRAWN_AT);
            }
        }
        return lines.toString();
    }

    /** Adds them to the log unless it has them; returns how many were new. */
    static long add(ImportDoor door, String fileDigest, Supplier<Set<String>> customers) {
        String digest = HexFormat.of().formatHex(sha256(SOURCE + fileDigest));
        ImportDoor.Opened opened = door.open(digest, "synthetic consents");
        if (opened.finished()) {
            return 0;
        }
        byte[] lines = lines(customers.get()).getBytes(StandardCharsets.UTF_8);
        ImportDoor.Taken taken = door.take(opened.importId(), 0, lines);
        door.finish(opened.importId());
        return taken.accepted();
    }

    private static void append(StringBuilder lines, String customer, boolean granted, String at) {
        lines.append("{\"kind\":\"consent_change\",\"event_id\":\"")
                .append(SOURCE)
                .append("-email-")
                .append(granted ? "granted-" : "withdrawn-")
                .append(customer)
                .append("\",\"customer_id\":\"")
                .append(customer)
                .append("\",\"at\":\"")
                .append(at)
                .append("\",\"purpose\":\"marketing\",\"channel\":\"email\",\"granted\":")
                .append(granted)
                .append(",\"source\":\"")
                .append(SOURCE)
                .append("\"}\n");
    }

    /** From 0 to 99, by the customer's id. */
    private static int lot(String customer) {
        if (customer.equals(SHOWN_CUSTOMER)) {
            return 0;
        }
        byte[] hash = sha256(SOURCE + ":" + customer);
        return Math.floorMod((hash[0] & 0xFF) << 16 | (hash[1] & 0xFF) << 8 | hash[2] & 0xFF, 100);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
