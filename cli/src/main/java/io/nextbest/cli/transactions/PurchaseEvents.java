package io.nextbest.cli.transactions;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of an invoice is one purchase, returns and repeated rows included. */
final class PurchaseEvents implements RowEvents {

    private final Cells cells;
    private final String currency;
    private final LeftOut leftOut;

    PurchaseEvents(Cells cells, String currency, LeftOut leftOut) {
        this.cells = cells;
        this.currency = currency;
        this.leftOut = leftOut;
    }

    @Override
    public int perRow() {
        return 1;
    }

    @Override
    public void append(Row row, String idPrefix, StringBuilder lines) throws MalformedCell {
        String customer = optionalId(row, Field.CUSTOMER);
        Instant at = cells.at(row, Field.AT);
        String invoice = cells.id(row, Field.INVOICE, 100);
        String item = optionalId(row, Field.ITEM);
        String description = optionalText(row, Field.DESCRIPTION, 500);
        BigDecimal quantity = cells.number(row, Field.QUANTITY);
        BigDecimal unitPrice = cells.number(row, Field.UNIT_PRICE);
        String country = optionalText(row, Field.COUNTRY, 100);

        JsonLine line = new JsonLine(lines).open();
        line.text("kind", "purchase").text("event_id", idPrefix);
        int facts = lines.length();
        if (customer != null) {
            line.text("customer_id", customer);
        }
        line.text("at", at.toString()).text("invoice", invoice);
        if (item != null) {
            line.text("item", item);
        }
        if (description != null) {
            line.text("description", description);
        }
        line.number("quantity", quantity).number("unit_price", unitPrice).text("currency", currency);
        if (country != null) {
            line.text("country", country);
        }
        line.close();
        leftOut.count(customer, quantity, unitPrice);
        leftOut.countRepeat(lines, facts);
        lines.append('\n');
    }

    private @Nullable String optionalId(Row row, Field field) throws MalformedCell {
        return cells.isBlank(row, field) ? null : cells.id(row, field, 100);
    }

    private @Nullable String optionalText(Row row, Field field, int longest) throws MalformedCell {
        return cells.isBlank(row, field) ? null : cells.text(row, field, longest);
    }
}
