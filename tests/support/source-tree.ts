import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own files as the architecture tests see them: paths from the root, with `/`. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The folders of the rings (`docs/architecture.md`); each is a package `@jianwei/<folder>`. */
export const FOLDERS = ['events', 'projections', 'infra', 'services', 'tests', 'tools'] as const
/** The pages for people's browsers: a package of its own, with rules of its own. */
const CONSOLE = 'services/web'
const SKIPPED = new Set(['node_modules', 'data', 'dist', 'coverage'])

export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface Import {
  /** As written: `zod`, `node:fs`, `#/instant.ts`. */
  readonly specifier: string
  /** The file it means, for imports inside the project; undefined for packages. */
  readonly file: string | undefined
}

/** Every file of the rings with one of the endings, such as `.ts`; those of pages are none. */
export function filesEndingIn(...endings: readonly string[]): readonly string[] {
  return FOLDERS.flatMap((folder) => walk(join(ROOT, folder)))
    .filter((path) => !path.startsWith(`${CONSOLE}/`))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
}

/** Every file of the console with one of the endings. */
export function consoleFilesEndingIn(...endings: readonly string[]): readonly string[] {
  return walk(join(ROOT, CONSOLE))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
}

/** Every file of the project, documents and data too. */
export function everyFile(): readonly string[] {
  return walk(ROOT).sort()
}

export function readSource(path: string): SourceFile {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') }
}

/**
 * Tests beside the code, what they draw at random (`*.arbitrary.ts`), and the tools of those who
 * work on the project follow the rules of `tests`: they may import everything.
 */
export function isTestCode(path: string): boolean {
  return (
    path.startsWith('tests/') || path.startsWith('tools/') || /\.(?:test|arbitrary)\.ts$/.test(path)
  )
}

/** What the file imports or re-exports, types included; comments are not read. */
export function importsOf(source: SourceFile): readonly Import[] {
  const code = withoutComments(source.text)
  const patterns = [
    /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
  ]
  const specifiers = patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => match[1] ?? ''),
  )
  return [...new Set(specifiers)].map((specifier) => ({
    specifier,
    file: fileOf(specifier, source.path),
  }))
}

/** What of it is still there when the file runs: without `import type` and `export type`. */
export function valueImportsOf(source: SourceFile): readonly Import[] {
  const text = withoutComments(source.text)
  return importsOf({
    ...source,
    text: text.replace(/^\s*(?:import|export)\s+type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm, ''),
  })
}

/** Code without comments, good enough for reading import lines and looking for names. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

/** `@scope/name` or `name` of a package import. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

function fileOf(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(importer), specifier).split(sep).join('/')
  if (specifier.startsWith('#/')) return `${rootOf(importer)}/${specifier.slice(2)}`
  return specifier.startsWith('@jianwei/') ? specifier.slice('@jianwei/'.length) : undefined
}

/** What `#` stands for in a file. */
function rootOf(importer: string): string | undefined {
  return importer.startsWith(`${CONSOLE}/`) ? `${CONSOLE}/src` : importer.split('/')[0]
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name) || entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : [relative(ROOT, path).split(sep).join('/')]
  })
}
