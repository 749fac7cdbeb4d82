import { xmlParser, XmlUnreadable, type XmlTag } from '#/intake/files/xml-parser.ts'
import type { RawRecord, RecordSplitter } from '#/intake/records.ts'

export interface XmlSplitterOptions {
  readonly record_bytes_max: number
  /** The name of the element that is a record, wherever it stands. */
  readonly element: string
}

/**
 * Cuts XML in UTF-8 into its record elements, each as it stands in the file. Holds one record and
 * one chunk. Throws XmlUnreadable where the XML breaks: what came before was given.
 */
export function xmlSplitter({ record_bytes_max, element }: XmlSplitterOptions): RecordSplitter {
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: false })
  let text = ''
  /** Where `text` begins in the whole. */
  let offset = 0
  /** The line on which what stands at `counted` in the whole lies. */
  let line = 1
  let counted = 0
  let depth = 0
  let begin: { readonly at: number; readonly depth: number; readonly line: number } | undefined
  let found: RawRecord[] = []

  /** The line at a place that is not before those that were asked for. */
  function lineAt(at: number): number {
    line += breaksIn(text.slice(counted - offset, at - offset))
    counted = Math.max(counted, at)
    return line
  }

  const parser = xmlParser({
    onOpen({ name }, at) {
      depth += 1
      if (begin === undefined && name === element) begin = { at, depth, line: lineAt(at) }
    },
    onClose(_name, end) {
      if (begin !== undefined && begin.depth === depth) {
        const bytes = Buffer.from(text.slice(begin.at - offset, end - offset))
        const cut = bytes.length > record_bytes_max
        found.push({ line: begin.line, bytes: bytes.subarray(0, record_bytes_max), cut })
        begin = undefined
      }
      depth -= 1
    },
    onText: () => {},
  })

  function read(more: string): RawRecord[] {
    text += more
    found = []
    parser.write(more)
    forget(begin?.at ?? offset + text.length - TAG_CHARACTERS_MAX)
    if (text.length > LARGEST_RECORDS * record_bytes_max + TAG_CHARACTERS_MAX)
      throw new XmlUnreadable(`the ${element} of line ${begin?.line ?? line} does not end`)
    return found
  }

  /** What lies before is no part of a record to come. */
  function forget(before: number): void {
    const gone = Math.max(0, before - offset)
    if (gone === 0) return
    lineAt(before)
    text = text.slice(gone)
    offset += gone
  }

  return {
    push: (chunk) => read(decoder.decode(chunk, { stream: true })),
    end() {
      const last = read(decoder.decode())
      parser.close()
      return last
    },
  }
}

/** So much of one record is held until it ends; beyond it the file is given up. */
const LARGEST_RECORDS = 4
/** A tag that began in one chunk may end in the next. */
const TAG_CHARACTERS_MAX = 64 * 1024

function breaksIn(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}

/** An element while it is read. */
interface Open {
  readonly fields: Record<string, unknown>
  text: string
  readonly name: string
}

const DEPTH_MAX = 30

/**
 * A record element as a row: its children by their names, its attributes as `@name`. A child
 * without children and attributes is its text; one that comes several times is a list. Throws
 * XmlUnreadable.
 */
export function rowOfXml(text: string): Readonly<Record<string, unknown>> | undefined {
  const open: Open[] = []
  let row: Readonly<Record<string, unknown>> | undefined
  let isDeep = false
  const parser = xmlParser({
    onOpen(tag) {
      isDeep ||= open.length >= DEPTH_MAX
      open.push({ name: tag.name, fields: fieldsOf(tag), text: '' })
    },
    onClose() {
      const closed = open.pop()
      if (closed === undefined) return
      const value = valueOf(closed)
      const parent = open.at(-1)
      if (parent === undefined) row = typeof value === 'string' ? { '#text': value } : value
      else addField(parent.fields, closed.name, value)
    },
    onText(part) {
      const last = open.at(-1)
      if (last !== undefined) last.text += part
    },
  })
  parser.write(text)
  parser.close()
  return isDeep ? undefined : row
}

function fieldsOf({ attributes }: XmlTag): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(attributes)) fields[`@${name}`] = value
  return fields
}

function valueOf({ fields, text }: Open): string | Readonly<Record<string, unknown>> {
  if (Object.keys(fields).length === 0) return text.trim()
  return text.trim() === '' ? fields : { ...fields, '#text': text.trim() }
}

function addField(fields: Record<string, unknown>, name: string, value: unknown): void {
  const before = fields[name]
  if (before === undefined) fields[name] = value
  else if (Array.isArray(before)) before.push(value)
  else fields[name] = [before, value]
}
