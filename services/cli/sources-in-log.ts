import type { Position } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import { SourceRegistered } from '@jianwei/events/source/events.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import {
  contradictionsOf,
  type Contradiction,
  type SentEvents,
} from '@jianwei/projections/sources/contradictions.ts'
import { statedIn } from '@jianwei/projections/source-statements/queries.ts'
import { SourceRefused } from '#/cli/given-registration.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import { registerSource } from '#/intake/source-registration.ts'
import { RegionBook } from '#/regions/region-book.ts'
import type { LogSettings } from '#/settings/settings.ts'
import { checkClock } from '#/start-checks/clock-check.ts'

export interface ListedSource {
  readonly name: string
  /** The newest one; undefined for a source that sends events and never registered. */
  readonly statement:
    | { readonly registration: SourceRegistered; readonly position: Position }
    | undefined
  readonly contradictions: readonly Contradiction[]
}

/** The sources of a log, beside whatever program runs on it: that one follows the log. */
export interface Sources extends AsyncDisposable {
  readonly regions: RegionBook
  /** By name; reads the whole log, because only the warehouse has an index by type. */
  list(name: string | undefined): Promise<readonly ListedSource[]>
  /**
   * Undefined where it says nothing new. Throws SourceRefused where the source is registered
   * already, or not yet.
   */
  say(
    name: string,
    as: 'register' | 'edit',
    said: (before: SourceRegistered | undefined) => SourceRegistered,
  ): Promise<Position | undefined>
}

const BATCH_EVENTS_MAX = 5_000

export async function openSourcesOn(settings: LogSettings): Promise<Sources> {
  const clock = new TrustedClock()
  const stores = await openLog(settings, { clock })
  return {
    regions: new RegionBook(stores.log),
    list: (name) => listedIn(stores, name),
    async say(name, as, said) {
      await checkClock(stores, clock)
      return registerSource(stores.log, name, clock.now(), (before) => {
        if (as === 'register' && before !== undefined)
          throw new SourceRefused(`${name} is registered; change what it states with: source edit`)
        if (as === 'edit' && before === undefined)
          throw new SourceRefused(`${name} is not registered; make it known with: source register`)
        return said(before)
      })
    },
    [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
  }
}

async function listedIn(
  { log }: LogStores,
  name: string | undefined,
): Promise<readonly ListedSource[]> {
  const statements = new Map<string, NonNullable<ListedSource['statement']>>()
  const sent = new Map<string, SentEvents>()
  if ((await log.head()) > 0) {
    const { signal } = new AbortController()
    for await (const { events } of log.follow('start', {
      signal,
      batch_events_max: BATCH_EVENTS_MAX,
      until: 'head',
    })) {
      for (const event of events) {
        if (event.type === SourceRegistered.type) {
          // The catalogue parsed the data as that of the type when the event was read.
          const registration = event.data as SourceRegistered
          statements.set(registration.name, { registration, position: event.position })
          continue
        }
        const version = versionOf(event)
        if (version === undefined || version.kind === 'retraction') continue
        const { type, department, region } = version.content
        const key = JSON.stringify([version.source, type, department, region])
        const events = (sent.get(key)?.events ?? 0) + 1
        sent.set(key, { source: version.source, event_type: type, department, region, events })
      }
    }
  }
  const all = [...sent.values()]
  const names = new Set([...statements.keys(), ...all.map(({ source }) => source)])
  return [...names]
    .filter((one) => name === undefined || one === name)
    .sort()
    .map((one) => {
      const statement = statements.get(one)
      const contradictions =
        statement === undefined ? [] : contradictionsOf(statedIn(statement.registration), all)
      return { name: one, statement, contradictions }
    })
}
