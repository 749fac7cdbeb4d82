import type { Instant } from '@jianwei/events/instant.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openLog, openSqliteLog, type LogStores } from '#/composition/open-log.ts'
import { createIntake, type Intake, type IntakeParts } from '#/intake/intake.ts'
import type { LogSettings } from '#/settings/settings.ts'

/**
 * The log and what belongs to it, without a warehouse: the server may run beside this and follows
 * the log by itself.
 */
export interface OpenIntake extends LogStores {
  readonly intake: Intake
  readonly now: () => Instant
}

/** What of intake is not the usual. */
export type IntakeOptions = Pick<IntakeParts, 'quota' | 'onTaken'>

/** Creates the log when there is none. */
export async function openIntakeOn(
  settings: LogSettings,
  parts: IntakeOptions = {},
): Promise<OpenIntake> {
  const clock = new TrustedClock()
  return intakeOver(await openLog(settings, { clock }), () => clock.now(), parts)
}

/** On the embedded log, which needs no waiting. */
export function openIntake(
  { log_path }: { readonly log_path: string },
  parts: IntakeOptions = {},
): OpenIntake {
  const clock = new TrustedClock()
  return intakeOver(openSqliteLog(log_path, { clock }), () => clock.now(), parts)
}

function intakeOver(stores: LogStores, now: () => Instant, parts: IntakeOptions): OpenIntake {
  return { ...stores, intake: createIntake({ ...stores, ...parts, now }), now }
}
