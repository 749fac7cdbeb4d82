import type { Alert } from '@jianwei/events/alert/alert.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import type { AlertKey } from '@jianwei/services/alerting/alert-key.ts'
import { AlertsOfKey } from '@jianwei/services/alerting/alerts-of-key.ts'
import { appendDecided } from '@jianwei/services/commands/handle-commands.ts'

/** What people did with an alert. */
export interface WorkedOn {
  readonly alert_id: string
  readonly alert: Alert
}

const SILENT_UNTIL = '2099-01-01T00:00:00.000Z' as Instant

/**
 * The lives of alerts, one in each state that the decider knows and one for each step that changes
 * no state.
 */
const LIVES: readonly (readonly (keyof typeof STEPS)[])[] = [
  [],
  ['sign'],
  ['sign', 'substantiate'],
  ['sign', 'find nothing'],
  ['sign', 'substantiate', 'dispose'],
  ['sign', 'substantiate', 'dispose', 'feed back'],
  ['sign', 'find nothing', 'feed back', 'close'],
  ['sign', 'substantiate', 'dispose', 'feed back', 'close', 'reopen'],
  ['transfer'],
  ['sign', 'give back'],
  ['escalate'],
  ['silence'],
]

const STEPS = {
  sign: (common: Common, at: Instant) => ({ type: 'SignForAlert', data: common, at }),
  substantiate: (common: Common) => ({
    type: 'VerifyAlert',
    data: { ...common, finding: 'substantiated', evidence: [] },
  }),
  'find nothing': (common: Common) => ({
    type: 'VerifyAlert',
    data: { ...common, finding: 'not_substantiated', evidence: [] },
  }),
  dispose: (common: Common) => ({ type: 'DisposeAlert', data: { ...common, measure: 'warned' } }),
  'feed back': (common: Common) => ({
    type: 'FeedBackAlert',
    data: { ...common, feedback: 'done' },
  }),
  close: (common: Common) => ({
    type: 'CloseAlert',
    data: { ...common, reason_code: 'true_and_handled', despite_open_parts: null },
    second_person: false,
  }),
  reopen: (common: Common) => ({ type: 'ReopenAlert', data: common }),
  transfer: (common: Common) => ({ type: 'TransferAlert', data: { ...common, to: 'unit-2' } }),
  'give back': (common: Common) => ({ type: 'ReturnAlert', data: common }),
  escalate: (common: Common) => ({
    type: 'EscalateAlert',
    data: { ...common, level: 'red', due_at: null },
  }),
  silence: (common: Common, at: Instant) => ({
    type: 'SilenceAlert',
    data: { ...common, until: SILENT_UNTIL },
    at,
  }),
} satisfies Record<string, (common: Common, at: Instant) => AlertCommand>

interface Common {
  readonly alert_id: string
  readonly actor: string
  readonly reason: string
}

/**
 * Takes the alerts of the first keys through all lives, in the log of the folder. Gives what became
 * of them.
 */
export async function workOnAlerts(
  logPath: string,
  keys: readonly AlertKey[],
): Promise<readonly WorkedOn[]> {
  await using opened = openIntake({ log_path: logPath })
  const worked: WorkedOn[] = []
  for (const [index, life] of LIVES.entries()) {
    const key = keys[index]
    if (key === undefined) throw new RangeError(`the folder has fewer than ${LIVES.length} alerts`)
    const at = opened.now()
    const alert = await AlertsOfKey.load(opened.log, key)
    for (const step of life) {
      const command = STEPS[step](
        { alert_id: alert.alert_id, actor: 'officer-1', reason: step },
        at,
      )
      alert.decide(command, { region: null, at, causation_id: alert.alert_id })
    }
    await appendDecided(opened.log, alert.appends)
    worked.push({ alert_id: alert.alert_id, alert: alert.alert })
  }
  return worked
}
