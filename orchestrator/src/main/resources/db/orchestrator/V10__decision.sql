-- Every decision made, as answered. body is text and not jsonb: the same bytes are answered for ever.
CREATE TABLE orchestrator.decision (
    decision_id text             PRIMARY KEY,
    customer_id text             NOT NULL,
    at          timestamptz      NOT NULL,
    send        boolean          NOT NULL,
    segment_id  integer,
    reward_id   text,
    reward_cost double precision,
    content_id  text,
    channel     text,
    slot        text,
    body        text             NOT NULL
);

CREATE INDEX decision_by_customer ON orchestrator.decision (customer_id, at);

-- When a customer was or will be contacted: what the frequency cap counts. Reserved with the decision.
CREATE TABLE orchestrator.contact (
    decision_id text        PRIMARY KEY REFERENCES orchestrator.decision ON DELETE CASCADE,
    customer_id text        NOT NULL,
    channel     text        NOT NULL,
    at          timestamptz NOT NULL
);

CREATE INDEX contact_by_customer ON orchestrator.contact (customer_id, at);
