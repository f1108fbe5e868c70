-- What each customer's kept invoice rows add up to. Derived from purchase events; rebuilt from them.
CREATE TABLE segmentation.invoice (
    customer text        NOT NULL,
    invoice  text        NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    amount   numeric     NOT NULL CHECK (amount > 0), -- exact: as many decimals as quantity and price had
    PRIMARY KEY (customer, invoice)
);

-- The newest purchase of all is asked for with every answer.
CREATE INDEX invoice_last_at ON segmentation.invoice (last_at);
