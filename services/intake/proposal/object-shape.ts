import { xmlParser, XmlUnreadable } from '#/intake/files/xml-parser.ts'

const DEPTH_MAX = 4
const COLUMNS_MAX = 300

/** The texts of a record by their columns: `a.b` reaches into objects. Lists are one text. */
export function flatCells(record: unknown): ReadonlyMap<string, string> {
  const cells = new Map<string, string>()
  addCells(cells, record, '', 0)
  return cells
}

function addCells(cells: Map<string, string>, value: unknown, path: string, depth: number): void {
  if (cells.size >= COLUMNS_MAX || value === null || value === undefined) return
  if (typeof value !== 'object') {
    if (path !== '') cells.set(path, typeof value === 'string' ? value : JSON.stringify(value))
    return
  }
  if (Array.isArray(value)) {
    if (path !== '') cells.set(path, JSON.stringify(value))
    return
  }
  if (depth >= DEPTH_MAX) return
  for (const [name, inner] of Object.entries(value))
    addCells(cells, inner, path === '' ? name : `${path}.${name}`, depth + 1)
}

/** Where the first array of objects lies in a JSON text; undefined where it is not whole. */
export function jsonArrayIn(text: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return arrayIn(value, '', 0)
}

function arrayIn(value: unknown, path: string, depth: number): string | undefined {
  if (Array.isArray(value))
    return path !== '' && value.some((item) => typeof item === 'object') ? path : undefined
  if (typeof value !== 'object' || value === null || depth >= DEPTH_MAX) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const found = arrayIn(inner, path === '' ? name : `${path}.${name}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** The element that comes most often nearest to the root: it is probably a record. */
export function recordElementIn(text: string): string | undefined {
  const counts = new Map<string, { readonly depth: number; count: number }>()
  let depth = 0
  const parser = xmlParser({
    onOpen({ name }) {
      depth += 1
      const known = counts.get(name) ?? { depth, count: 0 }
      known.count += 1
      counts.set(name, known)
    },
    onClose: () => void (depth -= 1),
    onText: () => {},
  })
  try {
    parser.write(text)
  } catch (error) {
    // The beginning of a file may end anywhere.
    if (!(error instanceof XmlUnreadable)) throw error
  }
  const below = [...counts].filter(([, known]) => known.depth > 1)
  const again = below.filter(([, known]) => known.count > 1)
  const [found] = (again.length > 0 ? again : below).toSorted(
    ([, a], [, b]) => a.depth - b.depth || b.count - a.count,
  )
  return found?.[0]
}
