-- one decision whose content was answered or let pass; it is a trial once and a response at most once
CREATE TABLE content.credited (
    decision_id text PRIMARY KEY,
    content_id text NOT NULL,
    at timestamptz NOT NULL,
    responded boolean NOT NULL
);

-- sums of content.credited
CREATE TABLE content.response (
    content_id text PRIMARY KEY,
    trials bigint NOT NULL,
    responses bigint NOT NULL
);
