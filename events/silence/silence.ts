import { WHOLE_COUNTRY } from '#/identifiers/region-code.ts'
import { regionContains, type RegionId } from '#/identifiers/region-id.ts'
import type { Instant } from '#/instant.ts'
import type {
  SilenceEndAnnounced,
  SilenceExtended,
  SilenceLifted,
  SilenceOrdered,
  SilenceScope,
} from '#/silence/events.ts'

/** What can happen to a silence. Each has a stream of its own, `silence-<id>`. */
export type SilenceEvent =
  | { readonly type: 'SilenceOrdered'; readonly data: SilenceOrdered }
  | { readonly type: 'SilenceExtended'; readonly data: SilenceExtended }
  | { readonly type: 'SilenceLifted'; readonly data: SilenceLifted }
  | { readonly type: 'SilenceEndAnnounced'; readonly data: SilenceEndAnnounced }

export const SILENCE_EVENT_TYPES = [
  'SilenceOrdered',
  'SilenceExtended',
  'SilenceLifted',
  'SilenceEndAnnounced',
] as const satisfies readonly SilenceEvent['type'][]

export interface PresentSilence {
  readonly state: 'ordered' | 'lifted'
  readonly silence_id: string
  readonly scope: SilenceScope
  readonly owner: string
  readonly ordered_by: string
  readonly reason: string
  readonly from: Instant
  /** Facts of this instant are outside. */
  readonly until: Instant
  /** The end of which the owner was told last; null before. */
  readonly announced_until: Instant | null
}

export type Silence = { readonly state: 'absent' } | PresentSilence

/** Refuses nothing: what happened has happened. */
export function evolveSilence(silence: Silence, { type, data }: SilenceEvent): Silence {
  if (type === 'SilenceOrdered') {
    if (silence.state !== 'absent') return silence
    const { silence_id, scope, owner, actor, reason, from, until } = data
    const who = { owner, ordered_by: actor, reason }
    const span = { from, until, announced_until: null }
    return { state: 'ordered', silence_id, scope, ...who, ...span }
  }
  if (silence.state === 'absent') return silence
  switch (type) {
    case 'SilenceExtended':
      return { ...silence, until: data.until }
    case 'SilenceLifted':
      return { ...silence, state: 'lifted', until: data.until }
    case 'SilenceEndAnnounced':
      return { ...silence, announced_until: data.until }
  }
}

/** Silences by their ids, after events in the order of the log. */
export function silencesAfter(
  events: Iterable<SilenceEvent>,
  before: ReadonlyMap<string, Silence> = new Map(),
): ReadonlyMap<string, Silence> {
  const silences = new Map(before)
  for (const event of events) {
    const { silence_id } = event.data
    silences.set(silence_id, evolveSilence(silences.get(silence_id) ?? { state: 'absent' }, event))
  }
  return silences
}

/** What of a warning a silence looks at. */
export interface SilencedFinding {
  readonly rule_id: string
  readonly subject_id: string
  readonly level: string
  /** When its fact happened. */
  readonly anchor_at: Instant
  /** Of the newest fact, or of all facts of a group. */
  readonly region: string | null
  readonly department: string | null
}

/** Whether the silence holds the warning back: by when its fact happened, not when it is asked. */
export function isHeldBack(silence: PresentSilence, warning: SilencedFinding): boolean {
  if (warning.anchor_at < silence.from || warning.anchor_at >= silence.until) return false
  const { rule_id, subject_id, region, department, level } = silence.scope
  return (
    (rule_id === null || rule_id === warning.rule_id) &&
    (subject_id === null || subject_id === warning.subject_id) &&
    (department === null || department === warning.department) &&
    (level === null || level === warning.level) &&
    (region === null || isWithinRegion(warning.region, region))
  )
}

/** The whole country holds every place, also one of a source's own numbering. */
function isWithinRegion(region: string | null, within: string): boolean {
  if (region === null) return false
  // What is no whole code is taken as the prefix it is.
  return within === WHOLE_COUNTRY || regionContains(within as RegionId, region as RegionId)
}
