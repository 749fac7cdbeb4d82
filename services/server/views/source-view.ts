import { z } from 'zod'
import type { ImportHold, LastImport } from '@jianwei/projections/imports/queries.ts'
import { CONTRADICTIONS, type Contradiction } from '@jianwei/projections/sources/contradictions.ts'
import {
  REFUSALS_LOOKED_AT,
  type RefusalsOfReason,
} from '@jianwei/projections/sources/refusal-reasons.ts'
import type { SourceSummary } from '@jianwei/projections/sources/queries.ts'
import type { SourceStatement } from '@jianwei/projections/source-statements/queries.ts'
import { UnitOfFactView } from '#/server/units-of-facts.ts'
import { Time, Title } from '#/server/views/vocabulary.ts'

const Delay = z.number().nullable()
const File = z.string().meta({ description: 'Its name', examples: ['penalties-2026.csv.gz'] })
const Mapping = z.string().meta({ examples: ['tw-epa-penalties'] })

/** An import for which alerts wait. */
export const HoldView = z
  .object({
    import_id: z.string(),
    file: File,
    mapping: Mapping,
    since: Time,
    until: Time.meta({
      description:
        'Unless something is heard of the import before: fifteen minutes after it was heard ' +
        'of last, by the clock of the log',
    }),
  })
  .meta({
    id: 'ImportHold',
    description: 'An import under way 导入进行中: alerts of its sources wait until it ends',
  })

const LastImportView = z
  .object({
    import_id: z.string(),
    file: File,
    mapping: Mapping,
    state: z
      .enum(['running', 'completed', 'refused', 'failed', 'stopped', 'superseded', 'lapsed'])
      .meta({
        description:
          'refused: the mapping cannot read the file. failed: something broke. stopped: ' +
          'somebody stopped it. superseded: it was killed, and a further attempt took its ' +
          'place. lapsed: nothing was heard of it for fifteen minutes',
      }),
    code: z
      .string()
      .nullable()
      .meta({ description: 'Why it was not read to its end', examples: ['FILE_HEADER'] }),
    began_at: Time,
    changed_at: Time,
  })
  .meta({ id: 'LastImport', description: 'The newest attempt to bring in a file 最近一次导入' })

const bodies = {
  event_types: z.array(z.string()).meta({ examples: [['PenaltyDecided']] }),
  departments: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Of these departments, or in the regions. Both null: of everybody' }),
  regions: z.array(z.string()).nullable().meta({ description: 'With all that lies in them' }),
  mapping: z
    .string()
    .nullable()
    .meta({ description: 'The mapping of the import that says so; null where a person does' }),
}

const StatementView = z
  .object({
    position: z.int().meta({ description: 'Where in the log it is stated' }),
    recorded_at: Time,
    actor: z
      .string()
      .nullable()
      .meta({ examples: ['jianwei:import'] }),
    reason: z.string().nullable(),
    feeds: z
      .array(
        z.object({
          ...bodies,
          from: Time.nullable().meta({ description: 'null: from the beginning' }),
          until: Time.nullable().meta({ description: 'Not itself; null: for as long as it says' }),
        }),
      )
      .meta({ description: 'Events that it sends, all of them' }),
    never_feeds: z
      .array(z.object(bodies))
      .meta({ description: 'Events that it never sends, though the matters are its own' }),
  })
  .meta({
    id: 'SourceStatement',
    description:
      'What a source states that it feeds 报送范围: a rule judges the absence of an event only ' +
      'where somebody feeds it',
  })

const ContradictionView = z
  .object({
    code: z.enum(CONTRADICTIONS).meta({
      description:
        'SENT_NOT_STATED: sends a type, department or region that it does not state. ' +
        'SENT_NEVER_FED: sends what it says it never sends. STATED_NOT_SENT: states a type of ' +
        'which it has sent nothing',
    }),
    event_type: z.string(),
    events: z.int().min(0),
    departments: z.array(z.string()).meta({ description: 'Of some of the events' }),
    regions: z.array(z.string()).meta({ description: 'Of some of the events' }),
  })
  .meta({
    id: 'StatementContradiction',
    description: 'Data that contradict the statement of their source 与说明不符的数据',
  })

export const SourceView = z
  .object({
    source: z.string().meta({
      description:
        'As in `source` of its events; empty for refused input of which no source could be read',
      examples: ['https://data.moenv.gov.tw'],
    }),
    title: Title.nullable(),
    department: z.string().nullable(),
    unit: UnitOfFactView.meta({ description: 'The unit that the department means today 机构' }),
    license: z.string().nullable().meta({ description: 'Under which its data may be used' }),
    events: z.int().meta({ description: 'Facts and amendments', examples: [41207] }),
    amendments: z.int(),
    last_occurred_at: Time.nullable().meta({ description: 'The newest fact by its own time' }),
    last_recorded_at: Time.nullable().meta({
      description: 'When this log last took something from it',
    }),
    reporting_delay_s_mean: Delay.meta({
      description: 'Seconds from the occurrence to the report',
    }),
    reporting_delay_s_max: Delay,
    recording_delay_s_mean: Delay.meta({ description: 'Seconds from the occurrence to this log' }),
    recording_delay_s_max: Delay,
    refused: z.int().meta({ description: 'Inputs that went to quarantine', examples: [3] }),
    refused_counted: z.int().meta({
      description:
        'Further refused inputs beyond the quota of a day, of which only the number is kept',
      examples: [0],
    }),
    last_refused_at: Time.nullable(),
    recent_refusals: z.array(z.object({ code: z.string(), inputs: z.int().min(1) })).meta({
      description:
        `Why inputs were refused, of the newest ${REFUSALS_LOOKED_AT} of all sources; one with ` +
        'several reasons counts for each. What waits: /v1/quarantine/held 近期拒收原因',
    }),
    imports: z
      .array(HoldView)
      .meta({ description: 'Under way: alerts about this source wait until they end' }),
    warnings_waiting: z.int().meta({
      description: 'Warnings that wait for them and are not too old for an alert',
      examples: [0],
    }),
    last_import: LastImportView.nullable(),
    statement: StatementView.nullable().meta({
      description: 'The newest one; null for a source that never registered',
    }),
    contradictions: z.array(ContradictionView),
    conflicts_sent_back: z
      .int()
      .min(0)
      .meta({
        description:
          'Facts that it was asked to look at because another source contradicts them: ' +
          '/v1/attribute-conflicts?returned_to= 退回核实',
      }),
  })
  .meta({
    id: 'Source',
    description: 'A source 数据来源: how much it sends, how late, and what of it is refused',
  })
export type SourceView = z.infer<typeof SourceView>

/** What is known of a source from its imports. */
export interface ImportsOfSource {
  readonly holds: readonly ImportHold[]
  readonly warnings_waiting: number
  readonly last: LastImport | undefined
}

export function holdView({
  import_id,
  file,
  mapping,
  since,
  until,
}: ImportHold): z.infer<typeof HoldView> {
  return { import_id, file, mapping, since, until }
}

/** What a source states, and where its data contradict that. */
export interface StatedBySource {
  readonly statement: SourceStatement | undefined
  readonly contradictions: readonly Contradiction[]
}

export function sourceView(
  source: SourceSummary,
  refusals: readonly RefusalsOfReason[],
  { holds, warnings_waiting, last }: ImportsOfSource,
  { statement, contradictions }: StatedBySource,
  unit: UnitOfFactView,
  conflicts_sent_back: number,
): SourceView {
  return {
    ...source,
    recent_refusals: refusals.map(({ code, inputs }) => ({ code, inputs })),
    unit,
    conflicts_sent_back,
    imports: holds.map(holdView),
    warnings_waiting,
    last_import: last ?? null,
    statement: statement === undefined ? null : statementView(statement),
    contradictions: contradictions.map(({ departments, regions, ...one }) => ({
      ...one,
      departments: [...departments],
      regions: [...regions],
    })),
  }
}

function statementView(statement: SourceStatement): z.infer<typeof StatementView> {
  const { position, recorded_at, actor, reason, feeds, never_feeds } = statement
  const bodiesOf = (entry: SourceStatement['never_feeds'][number]) => ({
    event_types: entry.event_types,
    departments: entry.departments ?? null,
    regions: entry.regions ?? null,
    mapping: entry.mapping ?? null,
  })
  return {
    position,
    recorded_at,
    actor,
    reason,
    feeds: feeds.map((feed) => ({
      ...bodiesOf(feed),
      from: feed.from ?? null,
      until: feed.until ?? null,
    })),
    never_feeds: never_feeds.map(bodiesOf),
  }
}
