-- Names that an operator gave to the segments of a version, in place of those that training gave. Not derived from the
-- log: a rebuild leaves them; a refit that finds the segment again takes the name over into its own version.
CREATE TABLE segmentation.segment_name (
    model      text        NOT NULL,
    version    int         NOT NULL,
    segment_id int         NOT NULL CHECK (segment_id >= 0),
    name       text        NOT NULL CHECK (name <> ''),
    named_at   timestamptz NOT NULL,
    PRIMARY KEY (model, version, segment_id)
);
