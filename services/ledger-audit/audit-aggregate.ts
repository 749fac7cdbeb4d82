import { recordEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  ledgerAuditDecider,
  type LedgerAudit,
  type LedgerAuditCommand,
  type LedgerAuditEvent,
} from '@jianwei/events/ledger-audit/decider.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

const AUDITS_SOURCE = 'jianwei:ledger-audits'

/** When a command was given. */
interface AuditContext {
  readonly at: Instant
}

const auditAggregate: Aggregate<LedgerAudit, LedgerAuditCommand, LedgerAuditEvent, AuditContext> = {
  stream: 'ledgeraudit',
  decider: ledgerAuditDecider,
  record: ({ type, data }, place, { at }) =>
    recordEvent({
      type,
      schema_version: 1,
      source:
        type === 'LedgerAudited' || data.actor === SENTINEL_SOURCE
          ? SENTINEL_SOURCE
          : AUDITS_SOURCE,
      id: `ledger-audit:${stepIdentity(place, 'ledger-audit-step', { type, data })}`,
      subject_id: platformSubject('platform', `ledger-audit-${place.id}`),
      region: null,
      occurred_at: at,
      causation_id: null,
      data,
    }),
}

/** The audit as the log has it, absent where none was ordered; `onEvent` sees its events. */
export async function auditInLog(
  log: Pick<EventLog, 'read'>,
  auditId: string,
  onEvent: (event: RecordedEvent) => void = () => {},
): Promise<LedgerAudit> {
  return (await OpenStream.load(log, auditAggregate, auditId, onEvent)).state
}

/**
 * Orders an audit, or says what came of it; what the audit says already is not said again. Throws
 * StreamConflict (retryable) where others were faster each time.
 */
export async function recordAuditStep(
  log: EventLog,
  command: LedgerAuditCommand,
  at: Instant,
): Promise<void> {
  await handleCommands(log, async () => {
    const open = await OpenStream.load(log, auditAggregate, command.data.audit_id)
    open.decide(command, { at })
    return { appends: open.appends, result: undefined }
  })
}
