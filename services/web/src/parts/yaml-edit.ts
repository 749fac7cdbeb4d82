import {
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  Scalar,
  stringify,
  type Document,
} from 'yaml'

/** Names and indices that lead to a value. */
export type Path = readonly (string | number)[]

export type FormValue = string | number | readonly string[] | undefined

/** What the text says; undefined while the text is no YAML. */
export function valueOfText(text: string): unknown {
  try {
    const document = parseDocument(text)
    return document.errors.length > 0 ? undefined : document.toJS()
  } catch {
    // An alias that stands for nothing: the check says so, with its place.
    return undefined
  }
}

/**
 * Writes one value into the text. What stands there already is replaced where it stands, so that
 * all else, comments too, stays as it was written; what is new is added through the document,
 * which keeps comments but may break lines elsewhere. `undefined` takes the field out. A text that
 * is no YAML stays as it is.
 */
export function withValue(text: string, path: Path, value: FormValue): string {
  const document = parseDocument(text)
  if (document.errors.length > 0) return text
  if (value === undefined) {
    document.deleteIn(path)
    return written(document)
  }
  const node = document.getIn(path, true)
  const range = isScalar(node) || isCollection(node) ? node.range : undefined
  if (range != null && isScalar(node) && !Array.isArray(value)) {
    const [start, end] = range
    return text.slice(0, start) + scalarText(node, value, text, start, end) + text.slice(end)
  }
  if (range != null && Array.isArray(value) && isCollection(node) && node.flow === true) {
    const [start, end] = range
    return `${text.slice(0, start)}[${value.map(plain).join(', ')}]${text.slice(end)}`
  }
  document.setIn(path, Array.isArray(value) ? flowList(document, value) : value)
  return written(document)
}

function flowList(document: Document, value: readonly string[]): unknown {
  const list = document.createNode(value)
  if (isCollection(list)) list.flow = true
  return list
}

function written(document: Document): string {
  if (isMap(document.contents) && document.contents.items.length === 0) return ''
  return document.toString({ lineWidth: 120 })
}

function scalarText(
  node: Scalar,
  value: unknown,
  text: string,
  start: number,
  end: number,
): string {
  const isBlock = node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL
  if (!isBlock || typeof value !== 'string') return before(text, start) + plain(value)
  const old = text.slice(start, end)
  const indent = /\n( +)\S/.exec(old)?.[1] ?? '  '
  // Lines of a literal block are its own; in a folded one an empty line parts two.
  const literal = `|-\n${value
    .split('\n')
    .map((line) => indent + line)
    .join('\n')}`
  const folded = `>-\n${indent}${value.replaceAll('\n', `\n\n${indent}`)}`
  const written_ = value === '' ? '""' : value.includes('\n') ? literal : folded
  return old.endsWith('\n') ? `${written_}\n` : written_
}

/** An empty value stands directly behind its colon. */
function before(text: string, start: number): string {
  return text[start - 1] === ':' ? ' ' : ''
}

/** One line, quoted where YAML needs it. */
function plain(value: unknown): string {
  return stringify(value, {
    lineWidth: 0,
    ...(typeof value === 'string' && value.includes('\n')
      ? { defaultStringType: 'QUOTE_DOUBLE' as const }
      : {}),
  }).trimEnd()
}
