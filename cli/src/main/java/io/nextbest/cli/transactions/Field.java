package io.nextbest.cli.transactions;

/** What a column means, whatever a shop calls it. */
enum Field {
    INVOICE("invoice"),
    ITEM("item"),
    DESCRIPTION("description"),
    QUANTITY("quantity"),
    AT("time"),
    UNIT_PRICE("unit price"),
    CUSTOMER("customer"),
    COUNTRY("country"),
    AGE("age"),
    GENDER("gender"),
    INTERACTIONS("interactions"),
    PURCHASES("purchases");

    private final String meaning;

    Field(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}
