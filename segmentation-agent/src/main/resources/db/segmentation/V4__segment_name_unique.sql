-- No two segments of a version under one name, whoever gave it at the same moment. folded: the name without case and
-- without the spaces around it, as the service folds it. Of names that two operators gave at once the later one stays.
ALTER TABLE segmentation.segment_name ADD COLUMN folded text;

UPDATE segmentation.segment_name SET folded = lower(btrim(name));

DELETE FROM segmentation.segment_name AS earlier
 USING segmentation.segment_name AS later
 WHERE earlier.model = later.model
   AND earlier.version = later.version
   AND earlier.folded = later.folded
   AND (earlier.named_at, earlier.segment_id) < (later.named_at, later.segment_id);

ALTER TABLE segmentation.segment_name ALTER COLUMN folded SET NOT NULL;

CREATE UNIQUE INDEX segment_name_once ON segmentation.segment_name (model, version, folded);
