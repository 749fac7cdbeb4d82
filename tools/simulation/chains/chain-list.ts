import {
  consumerRhythm,
  counterRhythm,
  deviceRhythm,
  monthlyRhythm,
  officeRhythm,
  summerOfficeRhythm,
  type Rhythm,
} from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { startAccident } from './accident.ts'
import { startComplaint } from './complaint.ts'
import { startCredit } from './credit.ts'
import { startInspection } from './inspection.ts'
import { startLicence } from './licence.ts'
import { startRegistration } from './registration.ts'
import { startSensing } from './sensing.ts'

/** A course that events take, and how often it is taken. */
export interface Chain {
  readonly name: string
  /** Share of all facts that this chain makes. All shares add up to 1. */
  readonly share: number
  /** Facts that one start leads to, on average, as measured over a year. */
  readonly factsMean: number
  readonly rhythm: Rhythm
  /** Only for subjects that have devices. */
  readonly monitored: boolean
  readonly start: (stage: Stage, matter: Matter, at: number) => void
}

export const CHAINS: readonly Chain[] = [
  chain('registration', 0.05, 1, counterRhythm, startRegistration),
  chain('inspection', 0.15, 2.45, officeRhythm, startInspection),
  chain('summer inspection', 0.07, 2.45, summerOfficeRhythm, startInspection),
  chain('complaint', 0.28, 3.75, consumerRhythm, startComplaint),
  chain('licence', 0.08, 1.5, counterRhythm, startLicence),
  chain('credit', 0.07, 1.05, monthlyRhythm, startCredit),
  chain('accident', 0.01, 3, consumerRhythm, startAccident),
  { ...chain('sensing', 0.29, 11.7, deviceRhythm, startSensing), monitored: true },
]

function chain(
  name: string,
  share: number,
  factsMean: number,
  rhythm: Rhythm,
  start: Chain['start'],
): Chain {
  return { name, share, factsMean, rhythm, monitored: false, start }
}
