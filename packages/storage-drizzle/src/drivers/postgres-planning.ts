/**
 * Every statement begins with its candidates and finds the rest by key. PostgreSQL, which guesses that lists and recursive queries are
 * long, would rather read whole tables to join them. Nor is any statement long enough to be worth compiling.
 */
export const planning = { enable_hashjoin: 'off', enable_mergejoin: 'off', random_page_cost: '1.1', jit: 'off' } as const
