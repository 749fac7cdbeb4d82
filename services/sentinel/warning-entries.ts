import type { Position } from '@jianwei/events/envelope.ts'
import { streamOf, type Revision } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { recordEvent } from '@jianwei/events/record-event.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { LedgerStep } from '#/sentinel/ledger-difference.ts'
import { WARNINGS_LEDGER, type Ledger } from '#/sentinel/ledger.ts'

export const SENTINEL_SOURCE = 'jianwei:sentinel'

/** The point of the log at which rules were evaluated. */
export interface Boundary {
  readonly position: Position
  readonly clock: Instant
}

/**
 * The step as an entry of the warning's stream. Its identity is the warning and its place in the stream, and the stream must be
 * exactly there: whoever says it again, after whatever crash, adds nothing.
 */
export function warningEntry(
  rule: Rule,
  step: LedgerStep,
  boundary: Boundary,
  ledger: Ledger = WARNINGS_LEDGER,
): StreamAppend {
  const { warning, entries_before } = step
  const event = recordEvent({
    type: ledger.types[step.kind],
    schema_version: 1,
    source: SENTINEL_SOURCE,
    id: `${ledger.id_prefix}${warning.warning_id}#${entries_before}`,
    subject_id: warning.subject_id,
    region: null,
    occurred_at: boundary.clock,
    causation_id: warning.evidence.at(-1) ?? null,
    data: {
      warning_id: warning.warning_id,
      rule_id: rule.id,
      rule_version: rule.version,
      level: rule.level,
      anchor: warning.anchor,
      anchor_at: warning.anchor_at,
      evidence: warning.evidence,
      seen_position: boundary.position,
      clock: boundary.clock,
    },
  })
  return {
    stream: streamOf(ledger.stream, warning.warning_id),
    expected: entries_before === 0 ? 'absent' : ((entries_before - 1) as Revision),
    events: [event],
  }
}
