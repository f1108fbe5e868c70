-- What the caller gave with his question and the answer does not repeat.
ALTER TABLE orchestrator.decision
    ADD COLUMN asked_channels text NOT NULL DEFAULT '', -- separated by commas
    ADD COLUMN asked_trigger  text;
