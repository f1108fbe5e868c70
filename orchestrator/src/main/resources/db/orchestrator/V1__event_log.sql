-- The log. seq counts up without gaps in the order of commits: whoever appends holds the one row of log_end.
CREATE TABLE orchestrator.event (
    seq         bigint      PRIMARY KEY,
    event_id    text        NOT NULL UNIQUE,
    customer_id text,
    kind        text        NOT NULL,
    at          timestamptz NOT NULL,
    -- text, not jsonb: a page is these bytes strung together, never parsed on the way out
    body        text        NOT NULL
);

CREATE TABLE orchestrator.log_end (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq      bigint  NOT NULL
);

INSERT INTO orchestrator.log_end (seq) VALUES (0);

-- Customers that the log names, with what the guardrails need; written in the transaction that appends.
CREATE TABLE orchestrator.customer (
    customer_id    text   PRIMARY KEY,
    first_seen_seq bigint NOT NULL,
    time_zone      text,
    time_zone_at   timestamptz
);

CREATE TABLE orchestrator.consent (
    customer_id text        NOT NULL,
    channel     text        NOT NULL,
    purpose     text        NOT NULL,
    granted     boolean     NOT NULL,
    -- when it was given or withdrawn, but never later than it arrived: a clock ahead must not outlast a withdrawal
    at          timestamptz NOT NULL,
    seq         bigint      NOT NULL,
    PRIMARY KEY (customer_id, channel, purpose)
);

CREATE TABLE orchestrator.import_run (
    import_id   text        PRIMARY KEY,
    file_digest text        NOT NULL UNIQUE,
    file_name   text        NOT NULL,
    row_count   bigint,
    next_row    bigint      NOT NULL DEFAULT 0,
    state       text        NOT NULL CHECK (state IN ('running', 'finished')),
    lease_until timestamptz NOT NULL,
    accepted    bigint      NOT NULL DEFAULT 0,
    duplicates  bigint      NOT NULL DEFAULT 0,
    rejected    bigint      NOT NULL DEFAULT 0
);
