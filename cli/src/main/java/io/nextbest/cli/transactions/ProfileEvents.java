package io.nextbest.cli.transactions;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/**
 * A row of the older system's customer file: what it knew of a customer, and that he was there on the last active day.
 * Attributes keep the file's own names.
 */
final class ProfileEvents implements RowEvents {

    private final Cells cells;
    private final ZoneId zone;

    ProfileEvents(Cells cells, ZoneId zone) {
        this.cells = cells;
        this.zone = zone;
    }

    @Override
    public int perRow() {
        return 2;
    }

    @Override
    public void append(Row row, String idPrefix, StringBuilder lines) throws MalformedCell {
        String customer = cells.id(row, Field.CUSTOMER, 100);
        BigDecimal age = count(row, Field.AGE);
        String gender = cells.text(row, Field.GENDER, 100).strip();
        String day = day(row);
        BigDecimal interactions = count(row, Field.INTERACTIONS);
        BigDecimal purchases = count(row, Field.PURCHASES);
        if (age.intValue() > 150) {
            throw cells.malformed(Field.AGE, "is %s, more than 150 years".formatted(age.toPlainString()));
        }
        String at = at(day);

        JsonLine line = new JsonLine(lines).open();
        line.text("kind", "profile_change").text("event_id", idPrefix + "-profile");
        line.text("customer_id", customer).text("at", at);
        line.object("attributes")
                .text(name(Field.AGE), plain(age))
                .text(name(Field.GENDER), gender)
                .text(name(Field.AT), day)
                .text(name(Field.INTERACTIONS), plain(interactions))
                .text(name(Field.PURCHASES), plain(purchases))
                .close();
        line.close();
        lines.append('\n');

        line.open().text("kind", "interaction").text("event_id", idPrefix + "-visit");
        line.text("customer_id", customer).text("at", at).text("type", "visit").close();
        lines.append('\n');
    }

    private BigDecimal count(Row row, Field field) throws MalformedCell {
        BigDecimal value = cells.number(row, field).stripTrailingZeros();
        if (value.signum() < 0 || value.scale() > 0 || value.precision() - value.scale() > 9) {
            throw cells.malformed(field, "is %s, not a whole number from 0".formatted(value.toPlainString()));
        }
        return value;
    }

    private String day(Row row) throws MalformedCell {
        if (row.kind(cells.layout().column(Field.AT)) == Row.Kind.DATE) {
            return cells.at(row, Field.AT).atZone(zone).toLocalDate().toString();
        }
        String day = cells.text(row, Field.AT, 40).strip();
        try {
            return LocalDate.parse(day).toString();
        } catch (DateTimeParseException e) {
            throw cells.malformed(Field.AT, "is \"%s\", not a day like 2024-05-01".formatted(day));
        }
    }

    private String at(String day) {
        Instant start = LocalDate.parse(day).atStartOfDay(zone).toInstant();
        return start.toString();
    }

    private String name(Field field) {
        return cells.layout().header(field);
    }

    private static String plain(BigDecimal value) {
        return value.toPlainString();
    }
}
