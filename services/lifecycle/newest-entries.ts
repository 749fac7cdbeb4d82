/**
 * Puts an entry into a map of those that were put in last: beyond `max` the one that was put in
 * first is forgotten.
 */
export function remember<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
  max: number,
): void {
  // A map gives its keys in the order in which they were put in.
  map.delete(key)
  map.set(key, value)
  if (map.size <= max) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    break
  }
}
