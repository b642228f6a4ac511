/** The admin API. @module */
export { type AdminRouterOptions, createAdminRouter } from './admin-router.ts'
export { adminOpenApi } from './openapi.ts'
export type { AdminServices } from './route.ts'
