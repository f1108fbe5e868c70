-- What every service keeps beside its own tables: how far it has read the log, and its models.
CREATE TABLE ${flyway:defaultSchema}.log_offset (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last_seq bigint  NOT NULL
);

INSERT INTO ${flyway:defaultSchema}.log_offset (last_seq) VALUES (0);

CREATE TABLE ${flyway:defaultSchema}.model_version (
    model      text        NOT NULL,
    version    int         NOT NULL,
    active     boolean     NOT NULL,
    trained_at timestamptz NOT NULL,
    data_from  timestamptz,
    data_to    timestamptz,
    seed       bigint      NOT NULL,
    metrics    jsonb       NOT NULL,
    artifact   text        NOT NULL,
    PRIMARY KEY (model, version)
);

CREATE UNIQUE INDEX model_version_active ON ${flyway:defaultSchema}.model_version (model) WHERE active;
