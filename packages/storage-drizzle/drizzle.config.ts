import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate` writes the SQL that leads from the last migration to the tables as they are now declared. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/tables/sqlite.ts',
  out: './migrations/sqlite',
})
