import { z } from 'zod'
import { definitionOf, latestVersion, roleOf } from '@jianwei/events/catalogue.ts'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { SOURCE_IS_PERSONAL } from '#/intake/cloud-event.ts'
import { changeProblems } from '#/intake/mapping/change-problems.ts'
import { numberedColumn } from '#/intake/mapping/column-places.ts'
import {
  isExchange,
  isTable,
  sourcesOf,
  type EventOutput,
  type WrittenMapping,
} from '#/intake/mapping/language.ts'
import type { MappingProblem } from '#/intake/mapping/mapping-problem.ts'
import { usesOf, type Use } from '#/intake/mapping/mapping-uses.ts'
import { OF_RECORD } from '#/intake/mapping/row.ts'
import { parseTemplate } from '#/intake/mapping/template.ts'
import { orNearest } from '#/text-reading/nearest-name.ts'

/** What the shape alone cannot say: names that point nowhere, and what is missing on the whole. */
export function problemsOfMapping(mapping: WrittenMapping): MappingProblem[] {
  const uses = usesOf(mapping)
  const columns = mapping.input.columns
  if (isTable(mapping) && columns === undefined) {
    return [{ path: 'input.columns', message: 'a mapping of rows of cells lists its columns' }]
  }
  const tables = Object.keys(mapping.tables)
  return [
    ...sourcesOf(mapping).filter(containsPersonalNumber).map(personalSource),
    ...identityProblems(mapping),
    ...uses.templates
      .filter(({ text }) => parseTemplate(text) === undefined)
      .map(({ path }) => unclosed(path)),
    ...(columns === undefined ? [] : unknownColumns(uses.columns, columns)),
    ...uses.tables
      .filter(({ name }) => !tables.includes(name))
      .map((use) => unknownTable(use, tables)),
    ...uses.withs
      .filter(({ name, fields }) => !fields.includes(name))
      .map(({ path, name, fields }) => ({
        path,
        message: `there is no field ${name} beside it${orNearest(name, fields)}`,
      })),
    ...mapping.events.flatMap((output, at) => typeProblems(output, `events.${at}`)),
    ...(isExchange(mapping) ? [] : mapping.events.flatMap(reportedProblems)),
    ...inputProblems(mapping),
    ...feedProblems(mapping),
    ...releaseProblems(mapping),
    ...changeProblems(mapping),
  ]
}

/** Otherwise all history would count as known on the day of its import, for ever. */
function reportedProblems({ reported_at }: EventOutput, at: number): MappingProblem[] {
  if (reported_at !== undefined) return []
  const message =
    'when did the source know of it? a column, or `unknown` on purpose: then all of it counts as ' +
    'known from the import on'
  return [{ path: `events.${at}.reported_at`, message }]
}

/** What belongs to other kinds of files than the mapping's. */
const OPTIONS_OF = {
  header_row: ['csv', 'xlsx'],
  delimiter: ['csv'],
  sheet: ['xlsx'],
  at: ['json'],
  element: ['xml'],
} as const

function inputProblems({ input }: WrittenMapping): MappingProblem[] {
  const { format, element } = input
  const strange = Object.entries(OPTIONS_OF).flatMap(([option, formats]) => {
    const given = input[option as keyof typeof OPTIONS_OF]
    const isGiven = given !== undefined && !(option === 'delimiter' && given === ',')
    const isOfFormat = (formats as readonly string[]).includes(format)
    const message = `only files of ${formats.join(' and ')} have it`
    return isGiven && !isOfFormat ? [{ path: `input.${option}`, message }] : []
  })
  const missing = format === 'xml' && element === undefined
  return missing
    ? [...strange, { path: 'input.element', message: 'which element of the XML is a record?' }]
    : strange
}

function feedProblems({ feeds, events }: WrittenMapping): MappingProblem[] {
  if (feeds === undefined || feeds === 'nothing') return []
  const given = new Set(events.map(({ type }) => type))
  const { from, until } = feeds
  const holdsNothing = from !== undefined && until !== undefined && from >= until
  const message = `a feed from ${from} until ${until} holds nothing`
  const times = holdsNothing ? [{ path: 'feeds.until', message }] : []
  const never = (feeds.never ?? []).flatMap((type, at) => {
    const path = `feeds.never.${at}`
    if (given.has(type)) return [{ path, message: `the mapping itself gives ${type}` }]
    return roleOf(type) === 'fact' ? [] : [{ path, message: `${type} is no type of fact` }]
  })
  return [...times, ...never]
}

function releaseProblems(mapping: WrittenMapping): MappingProblem[] {
  if (mapping.release === undefined) return []
  if (isExchange(mapping))
    return [{ path: 'release', message: 'the exchange format says itself what was deleted' }]
  return mapping.identity === 'record'
    ? []
    : [{ path: 'release', message: 'only records can be gone: identity is occurrence' }]
}

/** Not repeated in the message. */
function personalSource(): MappingProblem {
  return { path: 'source', message: SOURCE_IS_PERSONAL }
}

/** The exchange format has its own word for what each record is, and when it was reported. */
function identityProblems(mapping: WrittenMapping): MappingProblem[] {
  const { identity, changed_at } = mapping
  if (changed_at === undefined) {
    if (!isExchange(mapping) || identity === 'record') return []
    return [{ path: 'identity', message: 'ids of the exchange format name records' }]
  }
  if (isExchange(mapping))
    return [
      { path: 'changed_at', message: 'cd_time says when a record of the exchange format changed' },
    ]
  return identity === 'record'
    ? []
    : [{ path: 'changed_at', message: 'only records change: identity is occurrence' }]
}

function typeProblems(output: EventOutput, path: string): MappingProblem[] {
  const latest = latestVersion(output.type)
  if (latest === undefined || roleOf(output.type) === 'record') {
    return [{ path: `${path}.type`, message: 'no event that a source may report has this type' }]
  }
  const shape = definitionOf(output.type, output.schema_version)?.data
  if (shape === undefined) {
    return [
      { path: `${path}.schema_version`, message: `this type has the versions 1 to ${latest}` },
    ]
  }
  const fields = shape instanceof z.ZodObject ? Object.keys(shape.shape) : Object.keys(output.data)
  return Object.keys(output.data)
    .filter((name) => !fields.includes(name))
    .map((name) => ({
      path: `${path}.data.${name}`,
      message: `${output.type} has no such field${orNearest(name, fields)}`,
    }))
}

/** `item` is what `each` puts there; `a.b` begins at the column `a`. */
function unknownColumns(uses: readonly Use[], columns: readonly string[]): MappingProblem[] {
  const known = new Set([...columns, ...OF_RECORD, 'item'])
  const isKnown = (name: string): boolean => {
    const numbered = numberedColumn(name)
    return (
      known.has(name) ||
      known.has(name.split('.', 1)[0] ?? '') ||
      (numbered !== undefined && (numbered.name === '' || known.has(numbered.name)))
    )
  }
  return uses
    .filter(({ name }) => !isKnown(name))
    .map(({ path, name }) => ({
      path,
      message: `there is no column ${name} in input.columns${orNearest(name, columns)}`,
    }))
}

function unclosed(path: string): MappingProblem {
  return { path, message: 'a brace of this template does not close; {{ and }} stand for braces' }
}

function unknownTable({ path, name }: Use, tables: readonly string[]): MappingProblem {
  return { path, message: `there is no table ${name} in this mapping${orNearest(name, tables)}` }
}
