-- Invoices of known customers with something bought; an invoice counts once, at its earliest row.
CREATE TABLE engagement.invoice (
    customer_id text        NOT NULL,
    invoice     text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (customer_id, invoice)
);

-- Last interaction of each customer.
CREATE TABLE engagement.visit (
    customer_id text        PRIMARY KEY,
    at          timestamptz NOT NULL
);

-- What an older system said of a customer; used where there is no invoice.
CREATE TABLE engagement.summary (
    customer_id text PRIMARY KEY,
    last_active date,
    purchases   int
);
