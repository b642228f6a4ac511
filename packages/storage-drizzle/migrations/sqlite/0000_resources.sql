-- WITHOUT ROWID is added by hand: Drizzle has no word for it, and narrow rows that are only ever found by key are better off so.
CREATE TABLE `indexed_values` (
	`tenant` text NOT NULL,
	`type` text NOT NULL,
	`path` text NOT NULL,
	`value` text NOT NULL,
	`id` text NOT NULL,
	`is_unique` integer NOT NULL,
	PRIMARY KEY(`tenant`, `type`, `path`, `value`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `indexed_values_unique` ON `indexed_values` (`tenant`,`type`,`path`,`value`) WHERE is_unique;--> statement-breakpoint
CREATE TABLE `journal` (
	`sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant` text NOT NULL,
	`type` text NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`operation` text NOT NULL,
	`actor` text NOT NULL,
	`request_id` text NOT NULL,
	`time` integer NOT NULL,
	`changed` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `journal_tenant` ON `journal` (`tenant`,`sequence`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`tenant` text NOT NULL,
	`group_id` text NOT NULL,
	`member_id` text NOT NULL,
	`group_type` text NOT NULL,
	`member_type` text NOT NULL,
	PRIMARY KEY(`tenant`, `group_id`, `member_id`),
	FOREIGN KEY (`tenant`,`group_id`) REFERENCES `resources`(`tenant`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant`,`member_id`) REFERENCES `resources`(`tenant`,`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `memberships_member` ON `memberships` (`tenant`,`member_id`,`group_id`,`group_type`);--> statement-breakpoint
CREATE TABLE `resource_counts` (
	`tenant` text NOT NULL,
	`type` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`tenant`, `type`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `resources` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`version` integer NOT NULL,
	`created` integer NOT NULL,
	`last_modified` integer NOT NULL,
	`document` text NOT NULL,
	`comparable` text NOT NULL,
	`indexed` text NOT NULL,
	`label` text,
	`folded_label` text,
	`password_hash` text,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `resources_listing` ON `resources` (`tenant`,`type`,`id`,`created`,`label`);--> statement-breakpoint
CREATE INDEX `resources_last_modified` ON `resources` (`tenant`,`type`,`last_modified`,`id`);
