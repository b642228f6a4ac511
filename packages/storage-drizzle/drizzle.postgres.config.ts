import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --config drizzle.postgres.config.ts`: as drizzle.config.ts, for PostgreSQL. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/tables/postgres.ts',
  out: './migrations/postgres',
})
