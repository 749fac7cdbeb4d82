import { z } from 'zod'
import { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'
import { byKey } from '#/intake/mapping/by-key.ts'
import { areAmbiguous, formatProblem, PIVOT_YEAR } from '#/intake/mapping/civil-format.ts'
import { isTimeZone } from '#/intake/mapping/civil-time.ts'
import { CENT_SHIFTS, type MoneyUnit } from '#/intake/mapping/decimal.ts'
import { patternProblem } from '#/intake/mapping/pattern.ts'
import { Release } from '#/intake/mapping/release-terms.ts'
import { checkRegionKeys, RegionKeys } from '#/intake/mapping/region-language.ts'
import { TableFile } from '#/intake/mapping/table-file.ts'

/**
 * The mapping language: how the rows of a file become CloudEvents, as data. Every value of an event
 * is a constant, a template over columns, or a column that is read in a stated way.
 * `services/intake/mappings` holds examples.
 */

const Name = z.string().regex(/^[a-z][a-z0-9_-]*$/, 'expected lower-case letters, digits, - and _')
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Scalar = z.infer<typeof Scalar>

const MONEY_UNITS = Object.keys(CENT_SHIFTS) as [MoneyUnit, ...MoneyUnit[]]

/** `iso` is a timestamp that carries its offset. */
const DateFormat = z.string().superRefine((format, context) => {
  const problem = format === 'iso' ? undefined : formatProblem(format, 'date')
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})
const TimeOfDay = z.strictObject({
  column: z.string().min(1),
  format: z
    .string()
    .superRefine((format, context) => {
      const problem = formatProblem(format, 'time')
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })
    .default('HH:mm'),
})
const Pattern = z.string().superRefine((pattern, context) => {
  const problem = patternProblem(pattern)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

function ambiguousFormats(format: string | readonly string[], pivot: number): string | undefined {
  const formats = (typeof format === 'string' ? [format] : format).filter((one) => one !== 'iso')
  for (const first of formats)
    for (const second of formats)
      if (areAmbiguous(first, second, pivot))
        return `${first} and ${second} read the same text as different times`
  return undefined
}

/** A field of the same object: where that is left out, so is this one. */
const With = z.string().min(1)

// The object forms hold one key each that no other form has: column, template, constant, object,
// list, each, zip.
const ColumnValue = z
  .strictObject({
    /**
     * Name of the column; in JSON, `a.b` reaches into objects. Inside `each`, `item` is the item.
     */
    column: z.string().min(1),
    as: z
      .enum([
        'text',
        'integer',
        'number',
        'civil_date',
        'instant',
        'cents',
        'list',
        'json',
        'region',
      ])
      .default('text'),
    /**
     * The part of the text that is read: the first group of this regular expression (the syntax of
     * RE2, whose time grows with the length of the text and not faster), or all that it matches.
     */
    pattern: Pattern.optional(),
    /** Of dates: one format or several, of which the first that fits is taken. */
    format: z.union([DateFormat, z.array(DateFormat).min(1)]).default('YYYY-MM-DD'),
    /** Of dates with years of two digits: the first year that they may mean; 1970 if not said. */
    pivot: z.int().min(1900).max(2200).optional(),
    /** Of dates whose time of day stands in another column; where that is empty, the day begins. */
    time: TimeOfDay.optional(),
    /** Of amounts. `written`: as the text says, else the main unit of the currency. */
    unit: z.enum([...MONEY_UNITS, 'written']).optional(),
    /** Of amounts with `unit: written`: ISO 4217 code. A text that says another is refused. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'expected a code of ISO 4217 such as CNY')
      .optional(),
    /** Of lists in one text: what stands between the items. */
    separator: z.string().min(1).default(';'),
    /** A code table of this mapping: from what the source writes to what the event says. */
    table: z.string().optional(),
    /** What the event says where the table has no entry. */
    otherwise: Scalar.optional(),
    /**
     * Where the table has no entry and `otherwise` is not given: refuse the row, or leave the field
     * out.
     */
    unlisted: z.enum(['refuse', 'leave_out']).default('refuse'),
    /** What the event says where the column is empty. */
    default: Scalar.optional(),
    /** Texts that mean that the column is empty, such as `/` and 无. */
    empty: z.array(z.string().min(1)).optional(),
    /** Texts that mean without end, such as 长期: the event says null. */
    without_end: z.array(z.string().min(1)).optional(),
    /** An empty column leaves the field out; otherwise the row is refused. */
    optional: z.boolean().default(false),
    /**
     * What becomes of a text that cannot be read: the row is refused, or only the field is left out
     * and counted. That takes an optional field.
     */
    unreadable: z.enum(['refuse', 'leave_out']).optional(),
    with: With.optional(),
    ...RegionKeys,
  })
  .superRefine(checkRegionKeys)
  .refine(({ as, unit }) => as !== 'cents' || unit !== undefined, {
    path: ['unit'],
    message: 'cents need a unit',
  })
  .refine(({ unit, currency }) => (unit === 'written') === (currency !== undefined), {
    path: ['currency'],
    message: 'a currency is stated for `unit: written`, and for nothing else',
  })
  .refine(({ as, time }) => time === undefined || as === 'instant', {
    path: ['time'],
    message: 'only an instant has a time of day',
  })
  .refine(({ optional, unreadable }) => optional || unreadable !== 'leave_out', {
    path: ['unreadable'],
    message: 'only an optional field can be left out',
  })
  .superRefine(({ format, pivot = PIVOT_YEAR }, context) => {
    const ambiguous = ambiguousFormats(format, pivot)
    if (ambiguous !== undefined)
      context.addIssue({ code: 'custom', path: ['format'], message: ambiguous })
  })
const TemplateValue = z.strictObject({ template: z.string(), optional: z.boolean().default(false) })
/** Left out where `when` does not hold. */
const ConstantValue = z.strictObject({
  constant: z.json(),
  when: z.lazy(() => Condition).optional(),
  with: With.optional(),
})

const ListOptions = {
  separator: z.string().min(1).default(';'),
  optional: z.boolean().default(false),
}

export type ColumnValue = z.infer<typeof ColumnValue>

/** Plain text is a template: `tw-epa:{county}`; without a brace it is a constant. */
export type Value =
  | Scalar
  | ColumnValue
  | z.infer<typeof TemplateValue>
  | {
      readonly constant: z.core.util.JSONType
      readonly when?: Condition | undefined
      readonly with?: string | undefined
    }
  | { readonly object: Readonly<Record<string, Value>>; readonly when?: Condition | undefined }
  | { readonly list: readonly Value[] }
  | {
      readonly each: string
      readonly item: Value
      readonly separator: string
      readonly optional: boolean
    }
  | {
      readonly zip: Readonly<Record<string, string>>
      readonly separator: string
      readonly optional: boolean
    }

const Value: z.ZodType<Value> = byKey<Value>(
  () => ({
    column: ColumnValue,
    template: TemplateValue,
    constant: ConstantValue,
    /** Left out as a whole where `when` does not hold. */
    object: z.strictObject({ object: z.record(z.string(), Value), when: Condition.optional() }),
    list: z.strictObject({ list: z.array(Value) }),
    /** One entry for each item of a column that holds a list, in JSON or as one text. */
    each: z.strictObject({ each: z.string(), item: Value, ...ListOptions }),
    /**
     * One object for each index in several lists that belong together: names in one column, numbers
     * in another.
     */
    zip: z.strictObject({ zip: z.record(z.string(), z.string()), ...ListOptions }),
  }),
  Scalar,
)

const ColumnCondition = z
  .strictObject({
    column: z.string().min(1),
    present: z.boolean().optional(),
    equals: Scalar.optional(),
    in: z.array(Scalar).min(1).optional(),
    not_in: z.array(Scalar).min(1).optional(),
  })
  .refine(
    (condition) => Object.keys(condition).length === 2,
    'expected one of present, equals, in, not_in',
  )

export type Condition =
  | z.infer<typeof ColumnCondition>
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

const Condition: z.ZodType<Condition> = byKey<Condition>(() => ({
  column: ColumnCondition,
  all: z.strictObject({ all: z.array(Condition).min(1) }),
  any: z.strictObject({ any: z.array(Condition).min(1) }),
  not: z.strictObject({ not: Condition }),
}))

/** Of `reported_at`: on purpose, the file does not say. */
export const REPORTED_UNKNOWN = 'unknown'

export const EventOutput = z.strictObject({
  type: z.string(),
  schema_version: z.number().int().min(1).default(1),
  /** The row gives this event only where this holds. */
  when: Condition.optional(),
  /** One event for each item of this column, which `item` then names. */
  each: z.string().optional(),
  /** Where these events come from another source than the mapping's. */
  source: z.string().min(1).optional(),
  /** Unique within the source, over all events of all rows. */
  id: z.string(),
  subject: Value,
  region: Value.optional(),
  department: Value.optional(),
  occurred_at: Value,
  /**
   * When the source knew of it. `unknown`: the file does not say, so that it counts as known from
   * its import on. Only the exchange format says it by itself.
   */
  reported_at: z.union([z.literal(REPORTED_UNKNOWN), Value]).optional(),
  correlation_id: Value.optional(),
  data: z.record(z.string(), Value),
})
export type EventOutput = z.infer<typeof EventOutput>

/** A change of a fact that is there, as a change log (变更记录) says it. */
const OfChange = {
  /** The type of the fact. */
  type: z.string(),
  when: Condition.optional(),
  /** Where the fact is of another source than the mapping's. */
  source: z.string().min(1).optional(),
  /** Unique within the source; else the fact, `changed_at` and what is changed name the change. */
  change_id: z.string().optional(),
  reason: Value.optional(),
}

/** Sets and removes fields of the fact; the others stay as they are. */
const CorrectOutput = z.strictObject({
  /** The id of the fact. */
  correct: z.string(),
  ...OfChange,
  /**
   * The field that the row changes, one of `set`: of rows that name a field and its new value. Left
   * empty, that field is removed where it is optional. Without it, all of `set` is changed, and
   * what is empty and optional stays as it is.
   */
  field: Value.optional(),
  set: z.record(z.string(), Value).default({}),
  remove: z.array(z.string()).default([]),
  occurred_at: Value.optional(),
  region: Value.optional(),
  department: Value.optional(),
})
export type CorrectOutput = z.infer<typeof CorrectOutput>

const RetractOutput = z.strictObject({
  /** The id of the fact. */
  retract: z.string(),
  ...OfChange,
})

export type ChangeOutput = CorrectOutput | z.infer<typeof RetractOutput>

const ChangeOutput: z.ZodType<ChangeOutput> = byKey<ChangeOutput>(() => ({
  correct: CorrectOutput,
  retract: RetractOutput,
}))

/** The template of the fact's id. */
export function changedIdOf(change: ChangeOutput): string {
  return 'correct' in change ? change.correct : change.retract
}

const { departments, regions, from, until } = SourceFeed.shape

/**
 * Of which bodies and from when the file has all events of the mapping's types, and what it never
 * has: the statement of its sources (`docs/feeds.md`).
 */
const StatedFeeds = z.strictObject({
  departments,
  regions,
  from,
  until,
  /** Types that nobody should wait for from these bodies. */
  never: NeverFed.shape.event_types.optional(),
})

/** In the mapping itself, or two columns of a CSV file (UTF-8, with a header) beside it. */
const Table = z.record(z.string(), Scalar).superRefine((table, context) => {
  if (Object.keys(table).toSorted().join() !== Object.keys(TableFile.shape).join()) return
  const { error } = TableFile.safeParse(table)
  for (const { path, message } of error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message })
})

export const MappingFile = z.strictObject({
  mapping: Name,
  description: z.string(),
  /** CloudEvents `source`. */
  source: z.string().min(1),
  input: z.strictObject({
    /**
     * `ndjson`: a JSON object a line. `json`: objects one after another or in an array, on as many
     * lines as they like. `exchange`: `ndjson` whose records are of the government exchange format.
     */
    format: z.enum(['csv', 'ndjson', 'json', 'xml', 'xlsx', 'exchange']),
    /** `exchange`: the columns are those of the government exchange format (`cd_operation` …). */
    records: z.enum(['rows', 'exchange']).optional(),
    /** `detected`: UTF-8 or GB 18030, by the file; UTF-16 where it begins with its mark. */
    encoding: z
      .enum(['detected', 'utf-8', 'gb18030', 'gbk', 'big5', 'utf-16le', 'utf-16be'])
      .default('detected'),
    /** Of CSV and workbooks: the line with the names of the columns, from 1; 0 where none has. */
    header_row: z.int().min(0).max(1_000).optional(),
    /** Of workbooks: the sheet by its name, or by its number from 1; else the first. */
    sheet: z.union([z.string().min(1), z.int().min(1)]).optional(),
    /** Of JSON: where the array of records lies in an object, such as `data.items`. */
    at: z.string().min(1).optional(),
    /** Of XML: the name of the element that is a record. */
    element: z.string().min(1).optional(),
    // A quote and a line break have a meaning of their own.
    delimiter: z
      .string()
      .regex(/^[\x20\x21\x23-\x7e\t]$/, 'expected one character of ASCII, and no quote')
      .default(','),
    /**
     * The columns that must be there; names that no column of the mapping uses may be left out.
     * Where no line names them, all of them in their order.
     */
    columns: z.array(z.string()).optional(),
    /** Texts that mean in every column that it is empty, such as `-` and 无. */
    empty: z.array(z.string().min(1)).optional(),
  }),
  /**
   * What ids name. `record`: a record of a register, which may come again with other content and is
   * then corrected. `occurrence`: something that happened once; the same id with other content is
   * refused.
   */
  identity: z.enum(['record', 'occurrence']).default('record'),
  /**
   * `whole`: each file is the whole register, so that facts of it that a file lacks are retracted.
   */
  release: Release.optional(),
  /** When the record changed, where a column says so: a correction is known from then on. */
  changed_at: Value.optional(),
  /** IANA name of the zone in which the source's dates and times are meant. */
  time_zone: z.string().refine(isTimeZone, 'expected an IANA time zone such as Asia/Shanghai'),
  tables: z.record(Name, Table).default({}),
  /**
   * Without it, the file has all events of the mapping's types, of the bodies that the mapping
   * itself names, or of everybody where it names none. `nothing`: an import states nothing.
   */
  feeds: z.union([StatedFeeds, z.literal('nothing')]).optional(),
  /** Rows that hold no event, on purpose. A row that gives no event otherwise is refused. */
  skip: Condition.optional(),
  events: z.array(EventOutput).default([]),
  /** Of a change log: what rows change of facts that are there. */
  changes: z.array(ChangeOutput).default([]),
})
export type WrittenMapping = z.infer<typeof MappingFile>

/** A mapping whose tables were read. */
export interface Mapping extends Omit<WrittenMapping, 'tables'> {
  readonly tables: Readonly<Record<string, Readonly<Record<string, Scalar>>>>
}

/** Whether the records are of the government exchange format, in whatever file. */
export function isExchange({ input }: Pick<WrittenMapping, 'input'>): boolean {
  return input.format === 'exchange' || input.records === 'exchange'
}

/** Whether the records are rows of cells, which a line of names may stand above. */
export function isTable({ input }: Pick<WrittenMapping, 'input'>): boolean {
  return input.format === 'csv' || input.format === 'xlsx'
}

/** All sources that a mapping's events name, its own first. */
export function sourcesOf(mapping: Mapping): readonly string[] {
  return [
    ...new Set([
      mapping.source,
      ...[...mapping.events, ...mapping.changes].map((output) => output.source ?? mapping.source),
    ]),
  ]
}
