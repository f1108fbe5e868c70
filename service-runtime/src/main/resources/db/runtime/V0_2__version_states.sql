-- A version is a candidate until it answers, then active or retired; a shadow is scored beside the active one. What was
-- activated, when and by whom stays on record, so that going back finds what was active before.
ALTER TABLE ${flyway:defaultSchema}.model_version
    ADD COLUMN state        text  NOT NULL DEFAULT 'candidate'
        CHECK (state IN ('candidate', 'shadow', 'active', 'retired')),
    ADD COLUMN parameters   jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN origin       text  NOT NULL DEFAULT 'train',
    ADD COLUMN accepted     boolean,
    ADD COLUMN verdict      text,
    ADD COLUMN activated_at timestamptz,
    ADD COLUMN activated_by text,
    ADD CHECK ((accepted IS NULL) = (verdict IS NULL)),
    ADD CHECK ((activated_at IS NULL) = (activated_by IS NULL));

-- until now training activated each version it stored
UPDATE ${flyway:defaultSchema}.model_version
   SET state        = CASE WHEN active THEN 'active' ELSE 'retired' END,
       activated_at = trained_at,
       activated_by = 'train';

DROP INDEX ${flyway:defaultSchema}.model_version_active;

ALTER TABLE ${flyway:defaultSchema}.model_version
    DROP COLUMN active;

CREATE UNIQUE INDEX model_version_active ON ${flyway:defaultSchema}.model_version (model) WHERE state = 'active';
CREATE UNIQUE INDEX model_version_shadow ON ${flyway:defaultSchema}.model_version (model) WHERE state = 'shadow';

-- step: what one training or one order activated together; undone_at: when it was rolled back
CREATE TABLE ${flyway:defaultSchema}.model_activation (
    step         bigint      NOT NULL,
    model        text        NOT NULL,
    version      int         NOT NULL,
    activated_at timestamptz NOT NULL,
    activated_by text        NOT NULL,
    undone_at    timestamptz,
    PRIMARY KEY (model, step),
    FOREIGN KEY (model, version) REFERENCES ${flyway:defaultSchema}.model_version (model, version)
);

INSERT INTO ${flyway:defaultSchema}.model_activation (step, model, version, activated_at, activated_by)
SELECT row_number() OVER (ORDER BY trained_at, model, version), model, version, activated_at, activated_by
  FROM ${flyway:defaultSchema}.model_version;
