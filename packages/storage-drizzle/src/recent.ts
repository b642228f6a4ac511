/** Keeps the values last used, up to a number of them: shapes of filters come from requests and have no end. */
export function createRecent<Value>(capacity: number): (key: string, make: () => Value) => Value {
  const values = new Map<string, Value>()
  return (key, make) => {
    const value = values.get(key) ?? make()
    // A Map keeps the order of insertion: what was used last stands last.
    values.delete(key)
    values.set(key, value)
    const [oldest] = values.keys()
    if (values.size > capacity && oldest !== undefined) values.delete(oldest)
    return value
  }
}
