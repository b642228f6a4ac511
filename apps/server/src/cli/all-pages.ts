import type { z } from 'zod'
import type { AdminClient } from './admin-client.ts'
import { listOf } from './answers.ts'

/** All items of a list, page after page, at most `most`. */
export async function allPages<Item extends z.ZodType>(
  admin: AdminClient,
  path: string,
  item: Item,
  parameters: Readonly<Record<string, string | undefined>> = {},
  most = Number.POSITIVE_INFINITY,
): Promise<z.infer<Item>[]> {
  return (await pages(admin, path, item, parameters, most)).items
}

/** The same, and where the list goes on; null at its end. */
export async function pages<Item extends z.ZodType>(
  admin: AdminClient,
  path: string,
  item: Item,
  parameters: Readonly<Record<string, string | undefined>>,
  most: number,
): Promise<{ items: z.infer<Item>[]; next: string | null }> {
  const items: z.infer<Item>[] = []
  let after: string | null = null
  do {
    const query = new URLSearchParams({ limit: String(Math.min(1000, most - items.length)) })
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
    if (after !== null) query.set('after', after)
    const page: z.infer<ReturnType<typeof listOf<Item>>> = listOf(item).parse(await admin.ask('GET', `${path}?${query}`))
    items.push(...page.items)
    after = page.next
  } while (after !== null && items.length < most)
  return { items, next: after }
}
