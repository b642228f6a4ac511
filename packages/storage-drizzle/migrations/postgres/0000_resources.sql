CREATE SEQUENCE "public"."journal_sequence" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "indexed_values" (
	"tenant" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"path" text collate "C" NOT NULL,
	"value" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"is_unique" integer NOT NULL,
	CONSTRAINT "indexed_values_tenant_type_path_value_id_pk" PRIMARY KEY("tenant","type","path","value","id")
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"sequence" bigint NOT NULL,
	"tenant" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"version" bigint NOT NULL,
	"operation" text collate "C" NOT NULL,
	"actor" text collate "C" NOT NULL,
	"request_id" text collate "C" NOT NULL,
	"time" bigint NOT NULL,
	"changed" text collate "C" NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "journal_tenant_sequence_pk" PRIMARY KEY("tenant","sequence")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"tenant" text collate "C" NOT NULL,
	"group_id" text collate "C" NOT NULL,
	"member_id" text collate "C" NOT NULL,
	"group_type" text collate "C" NOT NULL,
	"member_type" text collate "C" NOT NULL,
	CONSTRAINT "memberships_tenant_group_id_member_id_pk" PRIMARY KEY("tenant","group_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "resource_counts" (
	"tenant" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "resource_counts_tenant_type_pk" PRIMARY KEY("tenant","type")
);
--> statement-breakpoint
CREATE TABLE "resources" (
	"tenant" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"version" bigint NOT NULL,
	"created" bigint NOT NULL,
	"last_modified" bigint NOT NULL,
	"document" text collate "C" NOT NULL,
	"comparable" jsonb NOT NULL,
	"indexed" text collate "C" NOT NULL,
	"label" text collate "C",
	"folded_label" text collate "C",
	"password_hash" text collate "C",
	CONSTRAINT "resources_tenant_id_pk" PRIMARY KEY("tenant","id")
);
--> statement-breakpoint
CREATE TABLE "access_tokens" (
	"tenant" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"digest" text collate "C" NOT NULL,
	"scopes" text collate "C" NOT NULL,
	"expires" bigint NOT NULL,
	CONSTRAINT "access_tokens_tenant_id_pk" PRIMARY KEY("tenant","id")
);
--> statement-breakpoint
CREATE TABLE "audit_seals" (
	"tenant" text collate "C" NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text collate "C" NOT NULL,
	"cursor" text collate "C",
	CONSTRAINT "audit_seals_tenant_sequence_pk" PRIMARY KEY("tenant","sequence")
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"tenant" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"version" bigint NOT NULL,
	"created" bigint NOT NULL,
	"expires" bigint NOT NULL,
	"revoked" bigint,
	"last_used" bigint,
	"details" text collate "C" NOT NULL,
	CONSTRAINT "credentials_tenant_id_pk" PRIMARY KEY("tenant","id")
);
--> statement-breakpoint
CREATE TABLE "request_log" (
	"tenant" text collate "C" NOT NULL,
	"time" bigint NOT NULL,
	"id" text collate "C" NOT NULL,
	"request_id" text collate "C" NOT NULL,
	"actor" text collate "C" NOT NULL,
	"resource_id" text collate "C",
	"status" integer NOT NULL,
	"details" text collate "C" NOT NULL,
	CONSTRAINT "request_log_tenant_time_id_pk" PRIMARY KEY("tenant","time","id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"tenant" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"created" bigint NOT NULL,
	"suspended" bigint,
	"settings" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "used_keys" (
	"tenant" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"expires" bigint NOT NULL,
	CONSTRAINT "used_keys_tenant_key_pk" PRIMARY KEY("tenant","key")
);
--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_group_id_resources_tenant_id_fk" FOREIGN KEY ("tenant","group_id") REFERENCES "public"."resources"("tenant","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_member_id_resources_tenant_id_fk" FOREIGN KEY ("tenant","member_id") REFERENCES "public"."resources"("tenant","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_tenant_tenants_tenant_fk" FOREIGN KEY ("tenant") REFERENCES "public"."tenants"("tenant") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "indexed_values_unique" ON "indexed_values" USING btree ("tenant","type","path","value") WHERE is_unique = 1;--> statement-breakpoint
CREATE INDEX "memberships_member" ON "memberships" USING btree ("tenant","member_id","group_id","group_type");--> statement-breakpoint
CREATE INDEX "resources_listing" ON "resources" USING btree ("tenant","type","id","created");--> statement-breakpoint
CREATE INDEX "resources_last_modified" ON "resources" USING btree ("tenant","type","last_modified","id");--> statement-breakpoint
CREATE INDEX "access_tokens_expires" ON "access_tokens" USING btree ("tenant","expires");--> statement-breakpoint
CREATE INDEX "request_log_id" ON "request_log" USING btree ("tenant","id");--> statement-breakpoint
CREATE INDEX "request_log_request" ON "request_log" USING btree ("tenant","request_id");--> statement-breakpoint
CREATE INDEX "request_log_resource" ON "request_log" USING btree ("tenant","resource_id","time");--> statement-breakpoint
CREATE INDEX "used_keys_expires" ON "used_keys" USING btree ("tenant","expires");