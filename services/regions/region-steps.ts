import { recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { RegionCode } from '@jianwei/events/identifiers/region-code.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  regionDecider,
  type RegionEvent,
  type StateRegions,
} from '@jianwei/events/region/decider.ts'
import type { RegionStated } from '@jianwei/events/region/events.ts'
import type { StatedRegions } from '@jianwei/events/region/stated-regions.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'
import { REGION_TABLE } from '#/regions/region-book.ts'

const SOURCE = 'jianwei:regions'

const regionAggregate: Aggregate<
  StatedRegions,
  StateRegions,
  RegionEvent,
  { readonly now: Instant }
> = {
  stream: 'regions',
  decider: regionDecider,
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: SOURCE,
      id: stepIdentity(place, 'region-statement', { type, data }),
      subject_id: platformSubject('platform', 'regions'),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

export interface RegionsTaken {
  /** Of which something else holds now. */
  readonly changed: readonly string[]
  /** Of which the same held before. */
  readonly same: readonly string[]
}

export interface RegionStep {
  readonly regions: readonly RegionStated[]
  readonly now: Instant
  /** Nothing is written. */
  readonly dry_run?: boolean
}

/** Throws RegionsRefused, and StreamConflict (retryable). */
export async function stateRegions(
  log: EventLog,
  { regions, now, dry_run = false }: RegionStep,
): Promise<RegionsTaken> {
  const { result } = await handleCommands(log, async () => {
    const table = await OpenStream.load(log, regionAggregate, REGION_TABLE)
    const events = table.decide({ type: 'StateRegions', regions }, { now })
    const changed = events.map(({ data }) => data.code)
    const same = regions.map(({ code }) => code).filter((code) => !changed.includes(code))
    return { appends: dry_run ? [] : table.appends, result: { changed, same } }
  })
  return result
}

export interface RegionWithdrawal {
  readonly code: RegionCode
  readonly actor: string
  readonly reason: string
  readonly now: Instant
}

/**
 * What was stated of a code holds no more: it is as the program has it, or unknown. Facts that name
 * it stay. Throws RegionsRefused where nothing was stated of it.
 */
export async function withdrawRegion(
  log: EventLog,
  { code, actor, reason, now }: RegionWithdrawal,
): Promise<RegionsTaken> {
  const table = await OpenStream.load(log, regionAggregate, REGION_TABLE)
  const { kind = 'other', notice = reason } = table.state.get(code) ?? {}
  const regions = [{ code, kind, periods: [], notice, actor, reason }]
  return stateRegions(log, { regions, now })
}
