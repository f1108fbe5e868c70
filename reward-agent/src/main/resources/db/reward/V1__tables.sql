-- one invoice of one customer: rows with a positive quantity and price only, so no returns
CREATE TABLE reward.invoice (
    customer_id text NOT NULL,
    invoice text NOT NULL,
    at timestamptz NOT NULL,
    amount numeric NOT NULL,
    PRIMARY KEY (customer_id, invoice)
);

-- one decision that has had an outcome; it is a trial once, a response at most once, a redemption at most once
CREATE TABLE reward.credited (
    decision_id text PRIMARY KEY,
    segment_id integer NOT NULL,
    reward_id text NOT NULL,
    responded boolean NOT NULL,
    redeemed boolean NOT NULL
);

-- sums of reward.credited; segment -1 is an unknown one, reward 'none' is no reward
CREATE TABLE reward.response (
    segment_id integer NOT NULL,
    reward_id text NOT NULL,
    trials bigint NOT NULL,
    responses bigint NOT NULL,
    redemptions bigint NOT NULL,
    PRIMARY KEY (segment_id, reward_id)
);
