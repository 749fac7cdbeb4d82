import { parseTemplate, type Template } from '#/intake/mapping/template.ts'
import { eventIdOf, type FactId } from '@jianwei/events/identity.ts'
import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import { RegionNames } from '@jianwei/events/identifiers/region-names.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import { eventDayReader, regionTextReader, withRegionText } from '#/intake/mapping/region-of-row.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { readCloudEvent } from '#/intake/cloud-event.ts'
import { changeReaders } from '#/intake/mapping/change-reader.ts'
import { compileCondition, type RowTest } from '#/intake/mapping/condition.ts'
import { ANYTHING, idTest } from '#/intake/mapping/id-test.ts'
import { REPORTED_UNKNOWN, type EventOutput, type Mapping } from '#/intake/mapping/language.ts'
import {
  columnOf,
  refuse,
  OF_RECORD,
  rowInHand,
  textOf,
  type FieldLeftOut,
  type Row,
  type RowInHand,
} from '#/intake/mapping/row.ts'
import type { ValueReader, ValueSurroundings } from '#/intake/mapping/value-reader.ts'
import { compileRecord, compileValue, valueSurroundings } from '#/intake/mapping/value.ts'
import {
  refusal,
  type FactChange,
  type ListedFacts,
  type Reading,
  type RefusedInput,
} from '#/intake/reading.ts'

/** A batch of rows with so many events each is still one append of the log. */
export const EVENTS_PER_ROW_MAX = 100

const LIST_UNREAD = 'COLUMN_NOT_LIST'

/** What one output of the mapping made of a row. */
export interface MappedOutput {
  readonly source: string
  /** Of the event, also where there is none because its condition does not hold. */
  readonly id: string
  readonly subject: string
  readonly event: NewEvent | undefined
  /** Its condition holds. */
  readonly applies: boolean
  /**
   * The fact of the record that the event would be of; undefined where its condition does not
   * hold, null where the record cannot be told.
   */
  readonly record: FactId | null | undefined
}

export interface MappedRow {
  readonly outputs: readonly MappedOutput[]
  readonly changes: readonly FactChange[]
  readonly reasons: readonly RefusalReason[]
  /** Cells that cost their field only, each once. */
  readonly left_out: readonly FieldLeftOut[]
  readonly skipped: boolean
  /** When the record changed; null where the row does not say. */
  readonly changed_at: Instant | null
}

export interface RowMapper {
  readonly source: string
  /** Whether ids name records, which may come again with other content. */
  readonly ids_name_records: boolean
  /** Rows may change facts that are there. */
  readonly is_change_log: boolean
  /** The facts that the items of this row's lists may be. */
  listsOf(row: Row): readonly ListedFacts[]
  /** `notAfter` is `futureBound` of the clock. */
  map(row: Row, notAfter: Instant): MappedRow
}

interface CompiledOutput {
  readonly source: string
  readonly type: string
  readonly holds: RowTest
  readonly each: string | undefined
  /** The CloudEvent of a row, as a department would have sent it. */
  readonly cloudEvent: (hand: RowInHand) => Record<string, unknown>
  readonly template: Template
  /** Not so where ids are made of the line or of the text: another file has other ones. */
  readonly names_records: boolean
  readonly id: (row: Row) => string
  readonly subject: ValueReader
  readonly regionText: (row: Row) => string | undefined
}

const NOTHING_MAPPED = {
  outputs: [],
  changes: [],
  left_out: [],
  skipped: true,
  changed_at: null,
} as const

/** A mapping makes CloudEvents, which are read like any that a department sends. */
export function rowMapper(mapping: Mapping, regions: RegionTable): RowMapper {
  const skips = mapping.skip === undefined ? () => false : compileCondition(mapping.skip)
  const around = valueSurroundings(mapping, new RegionNames(regions))
  const cleared = clearer(mapping.input.empty ?? [])
  const outputs = mapping.events.map((output) =>
    compileOutput(output, output.source ?? mapping.source, around),
  )
  const lists = outputs.filter((output) => output.each !== undefined)
  const changes = changeReaders(mapping, around)
  const changed =
    mapping.changed_at === undefined ? undefined : compileValue(mapping.changed_at, around)
  return {
    source: mapping.source,
    ids_name_records: mapping.identity === 'record',
    is_change_log: changes.length > 0,
    listsOf: (row) => {
      const kept = cleared(row)
      return lists.flatMap((output) => listedFacts(output, kept) ?? [])
    },
    map(given, notAfter) {
      const row = cleared(given)
      const hand = rowInHand(row)
      const { reasons } = hand
      if (skips(row)) return { ...NOTHING_MAPPED, reasons }
      const mapped = outputs.flatMap((output) => mapOutput(output, hand, notAfter))
      const changed_at = changed === undefined ? null : readChangedAt(changed, hand, notAfter)
      const read = changes.flatMap((readChange) => readChange(hand) ?? [])
      if (changed_at === null && read.some(({ change_id }) => change_id === null))
        refuse(hand, 'CHANGE_UNDATED', 'changed_at', 'the row does not say when it was changed')
      const left_out = eachOnce(hand.left_out)
      return { outputs: mapped, changes: read, reasons, left_out, skipped: false, changed_at }
    },
  }
}

/** Columns that hold a word for nothing hold nothing. */
function clearer(words: readonly string[]): (row: Row) => Row {
  if (words.length === 0) return (row) => row
  const empty = new Set(words)
  const isEmpty = (value: unknown): boolean => typeof value === 'string' && empty.has(value.trim())
  return (row) => {
    const kept: Record<string, unknown> = Object.create(null)
    for (const [column, value] of Object.entries(row)) if (!isEmpty(value)) kept[column] = value
    return kept
  }
}

/** Undefined where the ids do not say which row they are of. */
function listedFacts({ source, template }: CompiledOutput, row: Row): ListedFacts | undefined {
  const text = template.fill((column) => (isOfItem(column) ? ANYTHING : textOf(row, column)))
  if (text === undefined || text === ANYTHING || !text.includes(ANYTHING)) return undefined
  return { source, matches: idTest(text) }
}

function isOfItem(column: string): boolean {
  return column === 'item' || column.startsWith('item.')
}

/** Null where the column is empty: the record then does not say when it changed. */
function readChangedAt(read: ValueReader, hand: RowInHand, notAfter: Instant): Instant | null {
  const { reasons } = hand
  const text = read(hand)
  if (text === undefined || text === null) return null
  const instant = typeof text === 'string' ? parseInstant(text) : undefined
  if (instant === undefined) {
    reasons.push({
      code: 'TIME_UNREADABLE',
      path: 'changed_at',
      message: 'expected a time; read it `as: instant`',
    })
    return null
  }
  if (instant <= notAfter) return instant
  reasons.push({ code: 'TIME_IN_FUTURE', path: 'changed_at', message: 'lies in the future' })
  return null
}

/** The reading of a row that stands for itself: what its outputs say happened, happened. */
export function readRow(mapper: RowMapper, row: Row, notAfter: Instant): Reading {
  const mapped = mapper.map(row, notAfter)
  const { outputs, changes, reasons, left_out, skipped, changed_at } = mapped
  if (reasons.length > 0) {
    const facts = namedFacts(outputs, reasons)
    const { source } = mapper
    return { ok: false, source, reasons, ...(facts && { facts }), ...recordsOf(mapped) }
  }
  const events = outputs.flatMap(({ event }) => (event === undefined ? [] : [event]))
  if (events.length > EVENTS_PER_ROW_MAX) {
    const message = `the row gives ${events.length} events, more than ${EVENTS_PER_ROW_MAX}`
    const facts = events.map(({ source, source_event_id: id }) => ({ source, id }))
    return { ...refusal(mapper.source, 'ROW_TOO_MANY_EVENTS', '', message), facts }
  }
  if (skipped) return { ok: true, events }
  if (mapper.is_change_log && events.length + changes.length > 0) {
    const record = { kind: 'row', changed_at, absent: [], lists: [], changes } as const
    return { ok: true, events, left_out, record }
  }
  if (events.length > 0) {
    if (!mapper.ids_name_records) return { ok: true, events, left_out }
    const absent = outputs.flatMap(({ source, id, event }) =>
      event === undefined && id !== '' ? [{ source, id }] : [],
    )
    return {
      ok: true,
      events,
      left_out,
      record: { kind: 'row', changed_at, absent, lists: mapper.listsOf(row) },
    }
  }
  const facts = namedFacts(outputs, [])
  return { ok: false, source: mapper.source, reasons: [noEvent()], ...(facts && { facts }) }
}

/**
 * The facts that a refused row speaks of, with those that it would give under other conditions.
 * Undefined where the id of one cannot be read.
 */
function namedFacts(
  outputs: readonly MappedOutput[],
  reasons: readonly RefusalReason[],
): readonly FactReference[] | undefined {
  const isUnread =
    reasons.some(({ code }) => code === LIST_UNREAD) ||
    outputs.some(({ id, applies }) => id === '' && applies)
  if (isUnread) return undefined
  return outputs.flatMap(({ source, id }) => (id === '' ? [] : [{ source, id }]))
}

/** All records that a refused row is of, or none where one of them cannot be told. */
export function recordsOf({
  outputs,
  reasons,
}: Pick<MappedRow, 'outputs' | 'reasons'>): Pick<RefusedInput, 'records'> {
  if (reasons.some(({ code }) => code === LIST_UNREAD)) return {}
  const wanted = outputs.flatMap(({ record }) => (record === undefined ? [] : [record]))
  const known = wanted.filter((record) => record !== null)
  return known.length === 0 || known.length < wanted.length ? {} : { records: known }
}

export function noEvent(): RefusalReason {
  return {
    code: 'ROW_NO_EVENT',
    path: '',
    message: 'no event of the mapping applies to this row, and it is not skipped',
  }
}

/** Several events of a row may read the same cell. */
function eachOnce(leftOut: readonly FieldLeftOut[]): readonly FieldLeftOut[] {
  return leftOut.filter(
    ({ column, code }, at) =>
      at === leftOut.findIndex((other) => other.column === column && other.code === code),
  )
}

function mapOutput(output: CompiledOutput, hand: RowInHand, notAfter: Instant): MappedOutput[] {
  if (output.each === undefined) return [mapOne(output, hand, notAfter)]
  const { row } = hand
  const items = columnOf(row, output.each)
  if (items === undefined) return []
  if (!Array.isArray(items)) {
    hand.reasons.push({ code: LIST_UNREAD, path: output.each, message: 'expected a list' })
    return []
  }
  return items.map((item: unknown) => mapOne(output, { ...hand, row: { ...row, item } }, notAfter))
}

function mapOne(output: CompiledOutput, whole: RowInHand, notAfter: Instant): MappedOutput {
  const { row } = whole
  if (!output.holds(row)) return { ...withoutEvent(output, row, false), record: undefined }
  const hand: RowInHand = { ...whole, reasons: [] }
  const cloudEvent = output.cloudEvent(hand)
  if (hand.reasons.length > 0) {
    whole.reasons.push(...hand.reasons)
    return withoutEvent(output, row, true)
  }
  const read = readCloudEvent(cloudEvent, notAfter)
  if (read.ok) {
    const event = withRegionText(read.event, output.regionText(row))
    const { source, source_event_id: id, subject_id: subject, event_id } = event
    const record = output.names_records ? event_id : null
    return { source, id, subject, event, applies: true, record }
  }
  for (const reason of read.reasons)
    whole.reasons.push({ ...reason, path: `${output.type}.${reason.path}` })
  const refused = withoutEvent(output, row, true)
  return read.records === undefined ? { ...refused, record: null } : refused
}

/** The exchange format names events by their id and subject alone, to retract them. */
function withoutEvent(output: CompiledOutput, row: Row, applies: boolean): MappedOutput {
  const subject = output.subject(rowInHand(row))
  const { source } = output
  const id = output.id(row)
  return {
    source,
    id,
    subject: typeof subject === 'string' ? subject : '',
    event: undefined,
    applies,
    record: id === '' || !output.names_records ? null : eventIdOf(source, id),
  }
}

function compileOutput(
  output: EventOutput,
  source: string,
  outside: ValueSurroundings,
): CompiledOutput {
  const around = { ...outside, occurredOn: eventDayReader(output.occurred_at, outside) }
  const read = compileRecord(
    {
      id: output.id,
      subject: output.subject,
      time: output.occurred_at,
      ...(output.region === undefined ? {} : { region: output.region }),
      ...(output.department === undefined ? {} : { department: output.department }),
      ...(output.reported_at === undefined || output.reported_at === REPORTED_UNKNOWN
        ? {}
        : { reportedat: output.reported_at }),
      ...(output.correlation_id === undefined ? {} : { correlationid: output.correlation_id }),
    },
    around,
  )
  const data = compileRecord(output.data, around)
  const idTemplate = parseTemplate(output.id)
  if (idTemplate === undefined) throw new TypeError(`the template does not close: ${output.id}`)
  const fixed = {
    specversion: '1.0',
    source,
    type: output.type,
    schemaversion: output.schema_version,
  }
  return {
    source,
    type: output.type,
    holds: output.when === undefined ? () => true : compileCondition(output.when),
    each: output.each,
    cloudEvent: (hand) => ({
      ...fixed,
      ...(read(hand) as Record<string, unknown>),
      data: data(hand),
    }),
    template: idTemplate,
    names_records: !OF_RECORD.some((name) => idTemplate.columns.includes(name)),
    id: (row) => idTemplate.fill((column) => textOf(row, column)) ?? '',
    subject: compileValue(output.subject, around),
    regionText: regionTextReader(output),
  }
}
