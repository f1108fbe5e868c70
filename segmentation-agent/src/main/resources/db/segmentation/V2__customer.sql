-- What each customer's invoices come to, so that an answer reads one row. Derived from segmentation.invoice with every
-- page of the log that changes it.
CREATE TABLE segmentation.customer (
    customer text        PRIMARY KEY,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    invoices bigint      NOT NULL CHECK (invoices > 0),
    amount   numeric     NOT NULL CHECK (amount > 0) -- exact, as in segmentation.invoice
);

INSERT INTO segmentation.customer (customer, first_at, last_at, invoices, amount)
SELECT customer, min(first_at), max(last_at), count(*), sum(amount)
  FROM segmentation.invoice
 GROUP BY customer;

-- The newest purchase of all is asked for with every answer.
CREATE INDEX customer_last_at ON segmentation.customer (last_at);
DROP INDEX segmentation.invoice_last_at;
