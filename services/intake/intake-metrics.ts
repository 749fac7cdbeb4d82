import { Counter, type Registry } from 'prom-client'
import type { IntakeCounts } from '#/intake/intake.ts'

/** Registers what intake decided, by outcome. Give the result to `createIntake` as `onTaken`. */
export function countTaken(registry: Registry): (counts: IntakeCounts) => void {
  const counter = new Counter({
    name: 'jianwei_intake_results_total',
    help: 'Events accepted, corrections made of changed records, events that were duplicates, inputs quarantined, and inputs refused beyond the quota',
    labelNames: ['status'],
    registers: [registry],
  })
  return ({ accepted, duplicate, corrected, quarantined, counted }) => {
    counter.inc({ status: 'accepted' }, accepted)
    counter.inc({ status: 'duplicate' }, duplicate)
    counter.inc({ status: 'corrected' }, corrected)
    counter.inc({ status: 'quarantined' }, quarantined)
    counter.inc({ status: 'counted' }, counted)
  }
}
