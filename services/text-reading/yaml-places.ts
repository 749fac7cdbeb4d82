import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml'
import type { TextPlace } from '#/text-reading/yaml-text.ts'

/** `.name`, `[3]` or `["any text"]`, as `fieldPath` writes them. */
const PART = /\.?([A-Za-z_]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

/**
 * Where in a text that `readYaml` can read the fields of a path stand: the key, or the item of a
 * list. Of a field that is missing, what should hold it. Undefined for the text as a whole.
 */
export function yamlPlaces(text: string): (path: string) => TextPlace | undefined {
  const lines = new LineCounter()
  const { contents } = parseDocument(text, {
    logLevel: 'error',
    stringKeys: true,
    lineCounter: lines,
  })
  return (path) => {
    let node: unknown = contents
    let begin: number | undefined
    for (const part of partsOf(path)) {
      const found = stepInto(node, part)
      if (found === undefined) break
      node = found.node
      begin = found.begin ?? begin
    }
    if (begin === undefined) return undefined
    const { line, col } = lines.linePos(begin)
    return { line, column: col }
  }
}

function partsOf(path: string): readonly (string | number)[] {
  const parts: (string | number)[] = []
  PART.lastIndex = 0
  for (let part = PART.exec(path); part !== null; part = PART.exec(path)) {
    const [, name, index, quoted] = part
    if (name !== undefined) parts.push(name)
    else if (index !== undefined) parts.push(Number(index))
    // The pattern has one of the three.
    else parts.push(String(JSON.parse(quoted!)))
  }
  return parts
}

interface Found {
  readonly node: unknown
  readonly begin: number | undefined
}

/** An alias is not followed: the place where it stands is the one to look at. */
function stepInto(node: unknown, part: string | number): Found | undefined {
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part]
    return item === undefined ? undefined : { node: item, begin: beginOf(item) }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(part))
  return pair && { node: pair.value, begin: beginOf(pair.key) }
}

function beginOf(node: unknown): number | undefined {
  // Every node that was parsed from a text has a range.
  return (node as Node).range?.[0]
}
