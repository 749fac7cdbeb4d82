import type { Intake } from '#/intake/intake.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'

export interface RefusalLogger {
  debug(fields: object, message: string): void
}

/** The intake that writes a log line for each refused input: where it is kept and why. Never what it says, nor names that nobody knows. */
export function tellingRefusals(intake: Intake, logger: RefusalLogger): Intake {
  return {
    take: async (inputs) => {
      const results = await intake.take(inputs)
      for (const result of results.flat()) {
        if (result.status !== 'quarantined') continue
        const { quarantine_id, reasons } = result
        logger.debug({ quarantine_id, reasons: loggedReasons(reasons) }, 'input refused')
      }
      return results
    },
  }
}
