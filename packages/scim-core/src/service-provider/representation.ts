import type { JsonObject, JsonValue } from '../json.ts'
import { needsProjection, type Projection, project, wants } from '../schema/project.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { memberPages, membersAtOnce } from '../storage/member-pages.ts'
import type { Member, MemberPage, Membership, ResourceStore, StoredResource } from '../storage/storage.ts'
import type { ServiceProviderOptions } from './service-provider.ts'
import { etagOf } from './version.ts'

export interface RepresentationRequest {
  readonly options: ServiceProviderOptions
  readonly store: ResourceStore
  readonly resourceType: ResourceType
  readonly projection: Projection
  /** The attributes the client sent, so that those `returned: request` come back (RFC 7643 §7). */
  readonly sent?: JsonObject
  /** A resource that was just created is in no group yet. */
  readonly isNew?: boolean
}

export function locationOf(options: ServiceProviderOptions, resourceType: ResourceType, id: string): string {
  return `${options.baseUrl}${resourceType.endpoint}/${id}`
}

/** One resource as JSON text, in pieces when its members are many. */
export async function represent(resource: StoredResource, request: RepresentationRequest): Promise<string | AsyncIterable<string>> {
  const { resourceType, projection } = request
  const groups = await readGroups([resource], request)
  const { membership } = resourceType
  if (membership === undefined || !wants(projection, membership)) return representOne(resource, request, groups, undefined)
  const first = await request.store.members([resource.id], { after: undefined, limit: membersAtOnce })
  // A group with more members than are read at once is streamed.
  if (first.next === undefined || needsProjection(projection, resourceType)) {
    return representOne(resource, request, groups, await allMembers(request.store, [resource.id], first))
  }
  return streamWithMembers(resource, request, first)
}

/**
 * The resources of one page as JSON texts, in pieces when their members are too many to be held at once.
 * @param requestOf what is wanted of each resource type, for queries across types.
 */
export async function representPage(
  resources: readonly StoredResource[],
  requestOf: (type: string) => RepresentationRequest,
): Promise<readonly (string | AsyncIterable<string>)[]> {
  const texts = new Map<string, string | AsyncIterable<string>>()
  for (const type of new Set(resources.map((resource) => resource.type))) {
    const request = requestOf(type)
    const ofType = resources.filter((resource) => resource.type === type)
    const groups = await readGroups(ofType, request)
    const members = await readMembers(ofType, request)
    const one = (resource: StoredResource) =>
      members === 'many' ? streamWithMembers(resource, request, undefined) : representOne(resource, request, groups, members)
    for (const resource of ofType) texts.set(resource.id, one(resource))
  }
  return resources.map((resource) => texts.get(resource.id) ?? '')
}

type MembersByGroup = ReadonlyMap<string, readonly Member[]>
type GroupsByMember = ReadonlyMap<string, readonly Membership[]>

function representOne(
  resource: StoredResource,
  request: RepresentationRequest,
  groups: GroupsByMember | undefined,
  members: MembersByGroup | undefined,
): string {
  const { options, resourceType, projection } = request
  const membershipElements =
    members === undefined ? undefined : (members.get(resource.id) ?? []).map((member) => memberElement(member, options))
  const groupElements = groups === undefined ? undefined : (groups.get(resource.id) ?? []).map((group) => groupElement(group, options))
  if (!needsProjection(projection, resourceType)) {
    return (
      opening(resource) +
      computed(resourceType.memberOf?.name, groupElements) +
      computed(resourceType.membership?.name, membershipElements) +
      closing(resource, request)
    )
  }
  const whole: Record<string, JsonValue> = { ...(JSON.parse(resource.document) as JsonObject), id: resource.id }
  if (resourceType.memberOf && groupElements?.length) whole[resourceType.memberOf.name] = groupElements
  if (resourceType.membership && membershipElements?.length) whole[resourceType.membership.name] = membershipElements
  whole['meta'] = JSON.parse(metaText(resource, request))
  return JSON.stringify(project(whole, resourceType, projection, request.sent))
}

// The stored text is never parsed on this path: id, computed attributes and meta are spliced into it: parsing and printing it again took 20 times as long.
function opening(resource: StoredResource): string {
  return `{"id":${JSON.stringify(resource.id)},${resource.document.slice(1, -1)}`
}

function computed(name: string | undefined, elements: readonly JsonObject[] | undefined): string {
  return name === undefined || elements === undefined || elements.length === 0 ? '' : `,"${name}":${JSON.stringify(elements)}`
}

function closing(resource: StoredResource, request: RepresentationRequest): string {
  return `,"meta":${metaText(resource, request)}}`
}

/** RFC 7643 §3.1. As text, because a page has a hundred of them. */
function metaText({ id, created, lastModified, version }: StoredResource, { options, resourceType }: RepresentationRequest): string {
  const createdText = new Date(created).toISOString()
  const modifiedText = lastModified === created ? createdText : new Date(lastModified).toISOString()
  const dates = `"created":"${createdText}","lastModified":"${modifiedText}"`
  const location = JSON.stringify(locationOf(options, resourceType, id))
  return `{"resourceType":${JSON.stringify(resourceType.name)},${dates},"location":${location},"version":${JSON.stringify(etagOf(version))}}`
}

async function* streamWithMembers(
  resource: StoredResource,
  request: RepresentationRequest,
  first: MemberPage | undefined,
): AsyncGenerator<string> {
  const { options, store, resourceType } = request
  yield opening(resource)
  let before = `,"${resourceType.membership?.name}":[`
  for await (const members of memberPages(store, [resource.id], first)) {
    // RFC 7643 §2.5: a group without members has no attribute members.
    if (members.length === 0) continue
    yield before + members.map((member) => JSON.stringify(memberElement(member, options))).join(',')
    before = ','
  }
  yield `${before === ',' ? ']' : ''}${closing(resource, request)}`
}

/** RFC 7643 §4.2: value, $ref, type and display of a member, all computed. */
function memberElement(member: Member, options: ServiceProviderOptions): JsonObject {
  const type = options.resourceTypes.named(member.type)
  return {
    value: member.id,
    ...(type === undefined ? {} : { $ref: locationOf(options, type, member.id) }),
    type: member.type,
    ...(member.label === undefined ? {} : { display: member.label }),
  }
}

/** RFC 7643 §4.1.2: a group as its member sees it. */
function groupElement(group: Membership, options: ServiceProviderOptions): JsonObject {
  const type = options.resourceTypes.named(group.groupType)
  return {
    value: group.groupId,
    ...(type === undefined ? {} : { $ref: locationOf(options, type, group.groupId) }),
    ...(group.label === undefined ? {} : { display: group.label }),
    type: group.direct ? 'direct' : 'indirect',
  }
}

async function readGroups(resources: readonly StoredResource[], request: RepresentationRequest): Promise<GroupsByMember | undefined> {
  const { memberOf } = request.resourceType
  if (memberOf === undefined || request.isNew || resources.length === 0 || !wants(request.projection, memberOf)) return undefined
  return Map.groupBy(await request.store.membershipsOf(resources.map((resource) => resource.id)), (membership) => membership.memberId)
}

/** The members of a page of groups; `many` when they are better streamed group by group. */
async function readMembers(
  groups: readonly StoredResource[],
  request: RepresentationRequest,
): Promise<MembersByGroup | 'many' | undefined> {
  const { membership } = request.resourceType
  if (membership === undefined || groups.length === 0 || !wants(request.projection, membership)) return undefined
  const ids = groups.map((group) => group.id)
  const first = await request.store.members(ids, { after: undefined, limit: membersAtOnce })
  if (first.next !== undefined && !needsProjection(request.projection, request.resourceType)) return 'many'
  return allMembers(request.store, ids, first)
}

async function allMembers(store: ResourceStore, groupIds: readonly string[], first: MemberPage): Promise<MembersByGroup> {
  const members: Member[] = []
  for await (const page of memberPages(store, groupIds, first)) for (const member of page) members.push(member)
  return Map.groupBy(members, (member) => member.groupId)
}
