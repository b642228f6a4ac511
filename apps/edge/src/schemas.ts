import {
  type CustomSchemas,
  completeResourceTypes,
  groupResourceType,
  type ResourceTypes,
  userResourceType,
  withCustomSchemas,
} from '@rollcall/scim-core'
import { ConfigurationError } from './bindings.ts'

/**
 * User, Group, and what a deployer adds.
 * @throws ConfigurationError when they do not go together.
 */
export function readSchemas(custom: CustomSchemas): ResourceTypes {
  try {
    return completeResourceTypes(withCustomSchemas([userResourceType, groupResourceType], custom))
  } catch (error) {
    throw new ConfigurationError(`rollcall.config.ts cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  }
}
