-- Without statistics SQLite takes the first column of an index to be selective. Ours is the tenant, which selects everything there is.
-- These are the proportions of a large tenant. They are fixed on purpose: statistics of a young database would mislead a grown one.
ANALYZE;
--> statement-breakpoint
DELETE FROM sqlite_stat1;
--> statement-breakpoint
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('resources', 'sqlite_autoindex_resources_1', '1000000 1000000 1'),
	('resources', 'resources_listing', '1000000 1000000 500000 1 1 1'),
	('resources', 'resources_last_modified', '1000000 1000000 500000 2 1'),
	('indexed_values', 'indexed_values', '4000000 4000000 4000000 1000000 2 1'),
	('indexed_values', 'indexed_values_unique', '1000000 1000000 1000000 1000000 1'),
	('memberships', 'memberships', '1000000 1000000 100 1'),
	('memberships', 'memberships_member', '1000000 1000000 3 1 1'),
	('resource_counts', 'resource_counts', '3 3 1'),
	('journal', 'journal_tenant', '1000000 1000 1');
--> statement-breakpoint
ANALYZE sqlite_schema;
