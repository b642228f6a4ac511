import { compat, mapMembers, mapOperations, type Profile, type Rewrite } from '@rollcall/scim-core/profiles'

/** One habit of one client. */
const upsert: Rewrite = {
  id: 'Q-UPSERT',
  because: 'Our HR system says upsert where it means replace.',
  patch: (message) =>
    mapOperations(message, (operation) =>
      mapMembers(operation, (value, name) => (name === 'op' && value === 'upsert' ? 'replace' : value)),
    ),
}

/** Every tolerance there is, after that of our HR system. */
export const hr: Profile = { ...compat, name: 'hr', rewrites: [upsert, ...compat.rewrites] }
