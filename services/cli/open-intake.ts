import type { Instant } from '@jianwei/events/instant.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openLog, openSqliteLog, type LogStores } from '#/composition/open-log.ts'
import { createIntake, type Intake } from '#/intake/intake.ts'
import type { LogSettings } from '#/settings.ts'

/** The log and what belongs to it, without a warehouse: the server may run beside this and follows the log by itself. */
export interface OpenIntake extends LogStores {
  readonly intake: Intake
  readonly now: () => Instant
}

/** Creates the log when there is none. */
export async function openIntakeOn(settings: LogSettings): Promise<OpenIntake> {
  const clock = new TrustedClock()
  return intakeOver(await openLog(settings, { clock }), () => clock.now())
}

/** On the embedded log, which needs no waiting. */
export function openIntake({ log_path }: { readonly log_path: string }): OpenIntake {
  const clock = new TrustedClock()
  return intakeOver(openSqliteLog(log_path, { clock }), () => clock.now())
}

function intakeOver(stores: LogStores, now: () => Instant): OpenIntake {
  return { ...stores, intake: createIntake({ ...stores, now }), now }
}
