/** The files of one import cycle, first and last the same; undefined when there is none. */
export function firstCycle(
  graph: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const finished = new Set<string>()
  const trail: string[] = []

  function visit(file: string): readonly string[] | undefined {
    const start = trail.indexOf(file)
    if (start >= 0) return [...trail.slice(start), file]
    if (finished.has(file)) return undefined
    trail.push(file)
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next)
      if (cycle !== undefined) return cycle
    }
    trail.pop()
    finished.add(file)
    return undefined
  }

  for (const file of graph.keys()) {
    const cycle = visit(file)
    if (cycle !== undefined) return cycle
  }
  return undefined
}
