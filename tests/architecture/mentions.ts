import { basename, dirname, join } from 'node:path'

/** A file, a folder or a heading that a text names. */
export interface Mention {
  readonly line: number
  readonly name: string
}

/** Names that stand for a file of the reader's own. */
const PLACEHOLDERS = new Set(['RULE.yaml', 'my-rule.yaml'])
const FILE =
  /(?<![\w/$@.{}*<>-])(?:\.{1,2}\/)*(?:[\w.-]+\/)*[\w-][\w.-]*\.(?:md|ts|sql|ya?ml)\b(?![\w(/])/g
const DOCUMENT = /(?<![\w/$@.{}*<>-])(?:\.{1,2}\/)*(?:[\w.-]+\/)*[\w-][\w.-]*\.md\b(?![\w(/])/g
/** A path from the root without an ending: a folder, or a file whose ending is left out. */
const FOLDER = /`((?:docs|events|infra|projections|services|tests|tools)\/[a-z0-9/-]*[a-z0-9])\/?`/g
const LINK = /\]\(([^)\s:]+)\)/g

/**
 * What a text names of the project: files and folders anywhere in a document and in the comments of
 * code; documents also in its messages.
 */
export function mentionsIn(path: string, text: string): readonly Mention[] {
  const isProse = /\.(?:md|ya?ml)$/.test(path)
  const prose = isProse ? text : commentsOf(path, text)
  const files = [...matches(prose, FILE), ...matches(prose, FOLDER)]
  const isKnown = ({ line, name }: Mention): boolean =>
    files.some((other) => other.line === line && other.name === name)
  const inMessages = isProse ? [] : matches(text, DOCUMENT).filter((one) => !isKnown(one))
  return [...files, ...inMessages].filter(({ name }) => !PLACEHOLDERS.has(name))
}

/** Targets of the links of a Markdown text, without those to elsewhere. */
export function linksIn(text: string): readonly Mention[] {
  return matches(withoutFences(text), LINK)
}

/**
 * Whether a name that stands in the file `from` is that of one of the files: from the file's
 * folder, from the root, or by the end of its path, as people write in a comment.
 */
export function isThere(name: string, from: string, files: ReadonlySet<string>): boolean {
  const candidates = [name, join(dirname(from), name)]
  if (candidates.some((path) => files.has(path) || hasFolder(path, files))) return true
  const ends = endsOf(files)
  if (name.includes('.', 1) && /\.(?:md|ts|sql|ya?ml)$/.test(name))
    return (ends.get(basename(name)) ?? []).some((path) => path.endsWith(`/${plain(name)}`))
  return files.has(`${name}.ts`) || files.has(`${name}.sql`)
}

/** Headings of a Markdown text as the ends of links: lower case, hyphens for blanks. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

function plain(name: string): string {
  return name.replace(/^(?:\.{1,2}\/)+/, '')
}

function hasFolder(path: string, files: ReadonlySet<string>): boolean {
  return foldersOf(files).has(path.replace(/\/$/, ''))
}

const folders = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>()

function foldersOf(files: ReadonlySet<string>): ReadonlySet<string> {
  const known = folders.get(files)
  if (known !== undefined) return known
  const found = new Set<string>()
  for (const file of files) {
    for (let path = dirname(file); path !== '.'; path = dirname(path)) found.add(path)
  }
  folders.set(files, found)
  return found
}

const ends = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>()

function endsOf(files: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const known = ends.get(files)
  if (known !== undefined) return known
  const found = Map.groupBy(
    [...files].map((path) => `/${path}`),
    (path) => basename(path),
  )
  ends.set(files, found)
  return found
}

/** Comments where they stand, everything else blank, so that lines keep their numbers. */
function commentsOf(path: string, text: string): string {
  const comment = path.endsWith('.sql') ? /--.*$/gm : /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
  let blank = ''
  let end = 0
  for (const match of text.matchAll(comment)) {
    blank += text.slice(end, match.index).replace(/[^\n]/g, ' ') + match[0]
    end = match.index + match[0].length
  }
  return blank
}

function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, (fence) => fence.replace(/[^\n]/g, ''))
}

function matches(text: string, pattern: RegExp): readonly Mention[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    name: match[1] ?? match[0],
  }))
}
