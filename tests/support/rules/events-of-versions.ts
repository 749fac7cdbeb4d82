import {
  streamOf,
  type Ordinal,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import type { FactReference, FactVersion } from '@jianwei/events/fact.ts'

/**
 * The event that carries a version. `named` is its own source id and, for amendments, the id of the
 * fact it amends: what the log keeps and a version no longer has.
 */
export function eventOfVersion(
  version: FactVersion,
  named: { readonly source_event_id: string; readonly fact: FactReference },
): RecordedEvent {
  const { event_id, subject_id, source, position, reported_at, recorded_at } = version
  return {
    event_id,
    subject_id,
    source,
    position,
    ordinal: Number(position) as Ordinal,
    reported_at,
    recorded_at,
    ...bodyOf(version, named.fact),
    source_event_id: named.source_event_id,
    correlation_id: event_id,
    causation_id: null,
    stream: streamOf('subject', subject_id),
    revision: 0 as Revision,
  }
}

type Body = Pick<
  RecordedEvent,
  'type' | 'schema_version' | 'region' | 'department' | 'occurred_at' | 'data'
>

function bodyOf(version: FactVersion, fact: FactReference): Body {
  if (version.kind === 'original') return { schema_version: 1, ...version.content }
  const amendment = {
    schema_version: 1,
    region: null,
    department: null,
    occurred_at: version.recorded_at,
  }
  const reason = 'test'
  if (version.kind === 'retraction')
    return { type: 'FactRetracted', ...amendment, data: { fact, reason } }
  const replacement = { schema_version: 1, ...version.content }
  return { type: 'FactCorrected', ...amendment, data: { fact, reason, replacement } }
}
