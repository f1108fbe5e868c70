CREATE TABLE probe.spent (
    customer_id text PRIMARY KEY,
    amount      numeric NOT NULL
);
