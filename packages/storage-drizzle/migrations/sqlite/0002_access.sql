CREATE TABLE `access_tokens` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`credential_id` text NOT NULL,
	`digest` text NOT NULL,
	`scopes` text NOT NULL,
	`expires` integer NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `access_tokens_expires` ON `access_tokens` (`tenant`,`expires`);--> statement-breakpoint
CREATE TABLE `audit_seals` (
	`tenant` text NOT NULL,
	`sequence` integer NOT NULL,
	`hash` text NOT NULL,
	`cursor` text,
	PRIMARY KEY(`tenant`, `sequence`)
);
--> statement-breakpoint
CREATE TABLE `credentials` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`version` integer NOT NULL,
	`created` integer NOT NULL,
	`expires` integer NOT NULL,
	`revoked` integer,
	`last_used` integer,
	`details` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`),
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`tenant`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `request_log` (
	`tenant` text NOT NULL,
	`time` integer NOT NULL,
	`id` text NOT NULL,
	`request_id` text NOT NULL,
	`actor` text NOT NULL,
	`resource_id` text,
	`status` integer NOT NULL,
	`details` text NOT NULL,
	PRIMARY KEY(`tenant`, `time`, `id`)
);
--> statement-breakpoint
CREATE INDEX `request_log_id` ON `request_log` (`tenant`,`id`);--> statement-breakpoint
CREATE INDEX `request_log_request` ON `request_log` (`tenant`,`request_id`);--> statement-breakpoint
CREATE INDEX `request_log_resource` ON `request_log` (`tenant`,`resource_id`,`time`);--> statement-breakpoint
CREATE TABLE `tenants` (
	`tenant` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created` integer NOT NULL,
	`suspended` integer,
	`settings` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `used_keys` (
	`tenant` text NOT NULL,
	`key` text NOT NULL,
	`expires` integer NOT NULL,
	PRIMARY KEY(`tenant`, `key`)
);
--> statement-breakpoint
CREATE INDEX `used_keys_expires` ON `used_keys` (`tenant`,`expires`);