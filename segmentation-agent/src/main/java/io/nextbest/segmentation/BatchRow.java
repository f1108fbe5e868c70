package io.nextbest.segmentation;

import io.nextbest.models.segmentation.RfmFigures;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One row of a batch: a customer on record, or figures; or what is wrong with it.
 *
 * @param number of its line, from 1
 * @param id the caller's own, as JSON text; null if he gave none
 * @param customer null where figures are given
 * @param error null if the row can be answered
 */
record BatchRow(
        long number,
        @Nullable String id,
        @Nullable String customer,
        @Nullable RfmFigures figures,
        @Nullable String error) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_ID = 100;
    private static final long MOST_DAYS = 36_500;
    private static final long MOST_INVOICES = 1_000_000;
    private static final double MOST_MONEY = 1e12;

    /** What a caller may name in a row, in a line of JSON or at the head of a table. */
    static final List<String> MEMBERS = List.of("id", "customer_id", "recency", "frequency", "monetary");

    static BatchRow wrong(long number, String error) {
        return new BatchRow(number, null, null, null, error);
    }

    /** From one line of JSON. */
    static BatchRow ofJson(long number, byte[] line, int from, int length) {
        var members = new Members();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return wrong(number, "the line must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                members.take(name, parser.nextToken(), parser);
            }
            if (parser.nextToken() != null) {
                return wrong(number, "something follows the object on its line");
            }
        } catch (JacksonException e) {
            return wrong(number, "the line is not JSON");
        } catch (IllegalArgumentException e) {
            return new BatchRow(number, members.id, null, null, e.getMessage());
        }
        return members.row(number);
    }

    /** From one record of a table; an empty cell is a member left out. */
    static BatchRow ofCells(long number, List<String> names, List<String> cells) {
        var members = new Members();
        try {
            if (cells.size() != names.size()) {
                throw new IllegalArgumentException("%d cells below %d names".formatted(cells.size(), names.size()));
            }
            for (int i = 0; i < cells.size(); i++) {
                members.take(names.get(i), cells.get(i));
            }
        } catch (IllegalArgumentException e) {
            return new BatchRow(number, members.id, null, null, e.getMessage());
        }
        return members.row(number);
    }

    /** Neither the database nor UTF-8 knows a NUL, or half of a surrogate pair. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == '\0' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static final class Members {

        private @Nullable String id;
        private @Nullable String customer;
        private @Nullable Long recency;
        private @Nullable Long frequency;
        private @Nullable Double monetary;

        void take(String name, JsonToken token, JsonParser parser) {
            boolean text = token == JsonToken.VALUE_STRING;
            boolean whole = token == JsonToken.VALUE_NUMBER_INT;
            switch (name) {
                case "id" -> {
                    requireFirst(id, name);
                    require(text || whole, "id: must be a text or a whole number");
                    id = text ? ArtefactText.quoted(whole(parser.getString())) : parser.getString();
                }
                case "customer_id" -> {
                    requireFirst(customer, name);
                    customer = customer(text || whole ? parser.getString() : printed(token, parser));
                }
                case "recency" -> {
                    requireFirst(recency, name);
                    recency = within(name, whole ? parser.getString() : "", MOST_DAYS);
                }
                case "frequency" -> {
                    requireFirst(frequency, name);
                    frequency = within(name, whole ? parser.getString() : "", MOST_INVOICES);
                }
                case "monetary" -> {
                    requireFirst(monetary, name);
                    monetary = money(whole || token == JsonToken.VALUE_NUMBER_FLOAT ? parser.getDoubleValue() : -1);
                }
                default -> throw new IllegalArgumentException(name + ": is not a known member");
            }
        }

        void take(String name, String cell) {
            if (!cell.isEmpty()) {
                switch (name) {
                    case "id" -> id = ArtefactText.quoted(cell);
                    case "customer_id" -> customer = customer(PrintedId.ofCell(cell));
                    case "recency" -> recency = within(name, cell, MOST_DAYS);
                    case "frequency" -> frequency = within(name, cell, MOST_INVOICES);
                    default -> monetary = money(cell);
                }
            }
        }

        BatchRow row(long number) {
            if (customer != null && recency == null && frequency == null && monetary == null) {
                return new BatchRow(number, id, customer, null, null);
            }
            if (customer == null && recency != null && frequency != null && monetary != null) {
                return new BatchRow(number, id, null, new RfmFigures(recency, frequency, monetary), null);
            }
            String missing = recency == null ? "recency" : frequency == null ? "frequency" : "monetary";
            boolean nothing = customer == null && recency == null && frequency == null && monetary == null;
            return new BatchRow(
                    number,
                    id,
                    null,
                    null,
                    customer != null
                            ? "give a customer_id or figures, not both"
                            : nothing
                                    ? "customer_id, or recency, frequency and monetary, are missing"
                                    : missing + ": is missing");
        }

        private static void requireFirst(@Nullable Object before, String name) {
            require(before == null, "%s: is given twice", name);
        }

        private static String whole(String id) {
            require(isStorable(id), "id: must not hold a NUL or half of a character");
            return id;
        }

        /** A number that a column with gaps made a fraction of. */
        private static String printed(JsonToken token, JsonParser parser) {
            Optional<String> digits =
                    token == JsonToken.VALUE_NUMBER_FLOAT ? PrintedId.ofNumber(parser.getString()) : Optional.empty();
            return digits.orElseThrow(
                    () -> new IllegalArgumentException("customer_id: must be a text or a whole number"));
        }

        private static String customer(String given) {
            require(
                    !given.isBlank() && given.length() <= LONGEST_ID && isStorable(given),
                    "customer_id: must be a text of 1 to 100 characters or a whole number");
            return given;
        }

        private static long within(String name, String digits, long most) {
            long least = name.equals("frequency") ? 1 : 0;
            boolean whole =
                    !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            long number = whole ? Long.parseLong(digits) : -1;
            require(number >= least && number <= most, "%s: must be a whole number from %d to %d", name, least, most);
            return number;
        }

        private static double money(String cell) {
            try {
                return money(cell.length() > 30 ? -1 : new BigDecimal(cell).doubleValue());
            } catch (NumberFormatException e) {
                return money(-1);
            }
        }

        private static double money(double money) {
            require(money >= 0 && money <= MOST_MONEY, "monetary: must be a number from 0 to 1e12");
            return money;
        }

        private static void require(boolean holds, String otherwise, Object... members) {
            if (!holds) {
                throw new IllegalArgumentException(members.length == 0 ? otherwise : otherwise.formatted(members));
            }
        }
    }
}
