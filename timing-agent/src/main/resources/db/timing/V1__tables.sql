-- One vote of a customer for an hour of the day: an invoice, or the interactions within one hour.
-- hour is that of the customer's own clock; it is computed again when his time zone becomes known or changes.
CREATE TABLE timing.activity (
    customer_id text        NOT NULL,
    source      text        NOT NULL,
    at          timestamptz NOT NULL,
    hour        smallint    NOT NULL CHECK (hour BETWEEN 0 AND 23),
    PRIMARY KEY (customer_id, source)
);

-- Votes per customer and local hour: what a question reads.
CREATE TABLE timing.hour_count (
    customer_id text     NOT NULL,
    hour        smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
    n           int      NOT NULL CHECK (n > 0),
    PRIMARY KEY (customer_id, hour)
);

-- The time zone that a customer's profile states.
CREATE TABLE timing.time_zone (
    customer_id text PRIMARY KEY,
    time_zone   text NOT NULL
);
