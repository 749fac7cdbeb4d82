import { amendmentFaults } from './amendment-faults.ts'
import { attributeFaults } from './attribute-faults.ts'
import { dataFaults } from './data-faults.ts'
import type { Fault } from './fault.ts'
import { syntaxFaults } from './syntax-faults.ts'

/** Every way in which the simulator spoils a line. */
export const FAULTS: readonly Fault[] = [
  ...syntaxFaults,
  ...attributeFaults,
  ...dataFaults,
  ...amendmentFaults,
]

/** Takes the faults in turn, so that a stream with enough spoilt lines has every one of them. */
export function createFaultRotation(): (besideAmendment: boolean) => Fault {
  const uses = new Map<Fault, number>()
  let next = 0
  const postponed: Fault[] = []

  function take(): Fault {
    // The list is not empty and the remainder is an index of it.
    const fault = FAULTS[next++ % FAULTS.length]!
    const used = uses.get(fault) ?? 0
    if (used >= (fault.timesMax ?? Infinity)) return take()
    uses.set(fault, used + 1)
    return fault
  }

  return (besideAmendment) => {
    const waiting = postponed.findIndex((fault) => fits(fault, besideAmendment))
    const [first] = waiting === -1 ? [] : postponed.splice(waiting, 1)
    if (first !== undefined) return first
    for (;;) {
      const fault = take()
      if (fits(fault, besideAmendment)) return fault
      // One that must wait for another kind of line is held once, however often its turn comes.
      if (!postponed.includes(fault)) postponed.push(fault)
    }
  }
}

function fits(fault: Fault, besideAmendment: boolean): boolean {
  return fault.besideAmendment === undefined || fault.besideAmendment === besideAmendment
}
