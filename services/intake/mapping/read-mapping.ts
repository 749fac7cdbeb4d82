import { parseDocument } from 'yaml'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { unkeepableValue } from '#/intake/keepable-values.ts'
import {
  EventOutput,
  MappingFile,
  type Mapping,
  type WrittenMapping,
} from '#/intake/mapping/language.ts'
import type { MappingProblem } from '#/intake/mapping/mapping-problem.ts'
import { problemsOfMapping } from '#/intake/mapping/mapping-problems.ts'
import { isTableFile, tableOf, type TableContent, TableFile } from '#/intake/mapping/table-file.ts'

/** A mapping file that cannot be used, with everything that is wrong with it. */
export class MappingRefused extends DomainError {
  override readonly name = 'MappingRefused'
  readonly code = 'MAPPING_REFUSED'
  readonly problems: readonly MappingProblem[]

  constructor(file: string, problems: readonly MappingProblem[]) {
    const lines = problems.map(
      ({ path, message }) => `  ${path === '' ? '(file)' : path}: ${message}`,
    )
    super(`Mapping refused: ${file}\n${lines.join('\n')}`)
    this.problems = problems
  }
}

/** The bytes of a file beside the mapping; undefined where there is none of that name. */
export type FileBeside = (name: string) => Uint8Array | undefined

/**
 * Throws MappingRefused with all problems. `file` names it in the message only; where no file can
 * lie beside it, none is given.
 */
export function readMapping(
  yaml: string,
  file: string,
  fileBeside: FileBeside = () => undefined,
): Mapping {
  return mappingOfContent(contentOf(yaml, file), file, fileBeside)
}

/** The same of what a YAML holds, where it was read elsewhere. */
export function mappingOfContent(
  content: unknown,
  file: string,
  fileBeside: FileBeside = () => undefined,
): Mapping {
  const unkeepable = unkeepableValue(content, '')
  if (unkeepable !== undefined) throw new MappingRefused(file, [unkeepable])
  const parsed = MappingFile.safeParse(content)
  if (!parsed.success)
    throw new MappingRefused(file, [
      ...parsed.error.issues.map(problemOfIssue),
      ...problemsOfReadable(content),
    ])
  const tables = readTables(parsed.data, fileBeside)
  const problems = [...problemsOfMapping(parsed.data), ...tables.problems]
  if (problems.length > 0) throw new MappingRefused(file, problems)
  return { ...parsed.data, tables: tables.read }
}

function problemOfIssue(issue: z.core.$ZodIssue): MappingProblem {
  return { path: issue.path.join('.'), message: issue.message }
}

/** What else is wrong in the events whose shape is right, where the rest of the mapping is too. */
function problemsOfReadable(content: unknown): readonly MappingProblem[] {
  const { events } = z.looseObject({ events: z.array(z.unknown()) }).safeParse(content).data ?? {}
  if (events === undefined) return []
  const places = events.flatMap((event, at) => (EventOutput.safeParse(event).success ? [at] : []))
  if (places.length === 0) return []
  const readable = MappingFile.safeParse({
    ...(content as object),
    events: places.map((at) => events[at]),
  })
  if (!readable.success) return []
  return problemsOfMapping(readable.data).map(({ path, message }) => ({
    path: path.replace(/^events\.(\d+)/, (_, at) => `events.${places[Number(at)]}`),
    message,
  }))
}

interface ReadTables {
  readonly read: Mapping['tables']
  readonly problems: readonly MappingProblem[]
}

function readTables({ tables }: WrittenMapping, fileBeside: FileBeside): ReadTables {
  const problems: MappingProblem[] = []
  const read: Record<string, Mapping['tables'][string]> = {}
  for (const [name, table] of Object.entries(tables)) {
    if (!isTableFile(table)) {
      read[name] = table
      continue
    }
    const found = tableBeside(table, fileBeside)
    if (typeof found === 'string') problems.push({ path: `tables.${name}.file`, message: found })
    else read[name] = found
  }
  return { read, problems }
}

function tableBeside(table: TableFile, fileBeside: FileBeside): TableContent | string {
  const bytes = fileBeside(table.file)
  return bytes === undefined
    ? `there is no file ${table.file} beside the mapping`
    : tableOf(bytes, table)
}

function contentOf(yaml: string, file: string): unknown {
  const problems: string[] = []
  try {
    const document = parseDocument(yaml, { uniqueKeys: true })
    problems.push(...document.errors.map((error) => error.message))
    if (problems.length === 0) {
      const content: unknown = document.toJS({ maxAliasCount: 100 })
      return content
    }
  } catch (error) {
    // Besides syntax errors: an alias of nothing, too many aliases, a depth that the parser cannot
    // bear.
    problems.push(`not readable as YAML: ${String(error)}`)
  }
  throw new MappingRefused(
    file,
    problems.map((message) => ({ path: '', message })),
  )
}

/** The names of the files that a mapping's tables lie in; none of a text that is no mapping. */
export function tableFilesOf(yaml: string): readonly string[] {
  const parsed = z
    .looseObject({ tables: z.record(z.string(), z.unknown()).default({}) })
    .safeParse(parsedYaml(yaml))
  return Object.values(parsed.data?.tables ?? {}).flatMap((table) => {
    const file = TableFile.safeParse(table)
    return file.success ? [file.data.file] : []
  })
}

function parsedYaml(yaml: string): unknown {
  try {
    return parseDocument(yaml).toJS({ maxAliasCount: 100 })
  } catch {
    // What is wrong with it is told where it is read.
    return undefined
  }
}
