-- The first customers by their ids are listed in the order of bytes, whatever order the database itself has.
CREATE INDEX customer_in_order ON segmentation.customer (customer COLLATE "C");
