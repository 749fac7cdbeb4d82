import { type StreamKind, type Position, recordEvent } from '@jianwei/events/envelope.ts'
import {
  type WarningEvent,
  warningDecider,
  type Warning,
  type WarningCommand,
} from '@jianwei/events/warning/decider.ts'
import type { LedgerTable } from '@jianwei/projections/warnings/projection.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { type Aggregate, OpenStream, type ReadStream } from '#/commands/handle-commands.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { FoundWarning, LedgerWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { warningsNotJudged } from '@jianwei/projections/evaluation/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { WarningsView } from '@jianwei/projections/rules/facts/versions-sql.ts'

/** Where the warnings of a rule version are kept: their events, their streams and their table. */
export interface Ledger {
  readonly table: LedgerTable
  /** What its raisings and withdrawals are called. */
  readonly types: Readonly<Record<WarningEvent['type'], string>>
  readonly stream: StreamKind
  /**
   * A version that was in shadow and is published says the same warnings again, under other
   * identities.
   */
  readonly id_prefix: string
}

export const WARNINGS_LEDGER: Ledger = {
  table: 'warnings_v1',
  types: { WarningRaised: 'WarningRaised', WarningWithdrawn: 'WarningWithdrawn' },
  stream: 'warning',
  id_prefix: '',
}

/** Of versions in shadow: alerting and the publisher look at the other ledger only. */
export const SHADOW_LEDGER: Ledger = {
  table: 'shadow_warnings_v1',
  types: { WarningRaised: 'ShadowWarningRaised', WarningWithdrawn: 'ShadowWarningWithdrawn' },
  stream: 'shadow',
  id_prefix: 'shadow:',
}

/** The point of the log at which rules were evaluated. */
export interface Boundary {
  readonly position: Position
  readonly clock: Instant
}

/** Which rule was evaluated where, and whom the warning is about. */
interface WarningContext {
  readonly rule: Rule
  readonly boundary: Boundary
  readonly subject_id: string
}

type WarningAggregate = Aggregate<Warning, WarningCommand, WarningEvent, WarningContext>

/** A warning in one of the ledgers. */
function warningAggregate({ stream, id_prefix, types }: Ledger): WarningAggregate {
  return {
    stream,
    decider: warningDecider,
    record: ({ type, data }, { id, revision }, { rule, boundary, subject_id }) =>
      recordEvent({
        type: types[type],
        // A withdrawal may say more than version 1 could.
        schema_version: type === 'WarningWithdrawn' ? 2 : 1,
        source: SENTINEL_SOURCE,
        id: `${id_prefix}${id}#${revision}`,
        subject_id,
        region: null,
        occurred_at: boundary.clock,
        causation_id: data.evidence.at(-1) ?? null,
        data: {
          warning_id: data.warning_id,
          rule_id: rule.id,
          rule_version: rule.version,
          level: rule.level,
          anchor: data.anchor,
          anchor_at: data.anchor_at,
          evidence: data.evidence,
          seen_position: boundary.position,
          clock: boundary.clock,
          ...('no_feed_of' in data ? { no_feed_of: data.no_feed_of } : {}),
        },
      }),
  }
}

/** One rule at one boundary, and the ledger in which its warnings are. */
export interface Evaluated {
  readonly rule: Rule
  readonly boundary: Boundary
  readonly ledger: Ledger
}

/** By warning, the types that nobody feeds to its duty: why it is not judged. */
export type NotJudged = ReadonlyMap<string, readonly string[]>

/**
 * What to append so that afterwards `raised − withdrawn` is what was found. Both lists speak of the
 * same rule version and the same subjects. The streams are not read: the ledger in the warehouse
 * says where they are, for thousands at once. Where it lags, the append is refused or a duplicate.
 */
export function ledgerDifference(
  found: readonly FoundWarning[],
  ledger: readonly LedgerWarning[],
  evaluated: Evaluated,
  notJudged: NotJudged = new Map(),
): readonly StreamAppend[] {
  const { rule, boundary } = evaluated
  const aggregate = warningAggregate(evaluated.ledger)
  const known = new Map(ledger.map((warning) => [placeOf(warning), warning]))
  const present = new Set(found.map(placeOf))
  const raised: StreamAppend[] = []
  const moved: StreamAppend[] = []
  for (const warning of found) {
    const before = known.get(placeOf(warning))
    if (before?.standing === true && before.anchor_at === warning.anchor_at) continue
    const { subject_id, ...finding } = warning
    const stream = new OpenStream(aggregate, finding.warning_id, readStream(before))
    stream.decide({ type: 'RecordFinding', finding }, { rule, boundary, subject_id })
    const appends = before?.standing === true ? moved : raised
    appends.push(...stream.appends)
  }
  const withdrawn = ledger.flatMap((warning) => {
    if (!warning.standing || present.has(placeOf(warning))) return []
    const stream = new OpenStream(aggregate, warning.warning_id, readStream(warning))
    const { subject_id } = warning
    const no_feed_of = notJudged.get(warning.warning_id)
    stream.decide({ type: 'RecordAbsence', no_feed_of }, { rule, boundary, subject_id })
    return stream.appends
  })
  return [...raised, ...withdrawn, ...moved]
}

/** Of warnings of one rule, what tells them apart as their ids do, which take longer to make. */
function placeOf({ subject_id, anchor }: FoundWarning): string {
  return `${subject_id}\n${anchor}`
}

function readStream(warning: LedgerWarning | undefined): ReadStream<Warning> {
  if (warning === undefined) return { state: { state: 'absent' }, events: 0 }
  const state = warning.standing ? 'standing' : 'withdrawn'
  return { state: { state, finding: warning }, events: warning.entries }
}

/**
 * What the ledger lacks of one rule, over the subjects or groups of the view. Where warnings go,
 * the warehouse is asked which of them only ceased to be judged, so that each entry says why.
 */
export async function missingEntries(
  warehouse: Warehouse,
  view: WarningsView & Stated,
  {
    found,
    before,
    evaluated,
  }: {
    readonly found: readonly FoundWarning[]
    readonly before: readonly LedgerWarning[]
    readonly evaluated: Evaluated
  },
): Promise<readonly StreamAppend[]> {
  const present = new Set(found.map(({ warning_id }) => warning_id))
  const goes = before.some((warning) => warning.standing && !present.has(warning.warning_id))
  const notJudged = goes ? await warningsNotJudged(warehouse, evaluated.rule, view) : new Map()
  return ledgerDifference(found, before, evaluated, notJudged)
}
