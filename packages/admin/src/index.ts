/** The admin API. @module */
export { type AdminRouterOptions, createAdminRouter } from './admin-router.ts'
export { type Admin, type AdminOptions, createAdmin } from './create-admin.ts'
export type { AdminServices } from './route.ts'
export { difference } from './schemas.ts'
