import type { accidentEvents } from '@jianwei/events/accident/events.ts'
import type { complaintEvents } from '@jianwei/events/complaint/events.ts'
import type { creditEvents } from '@jianwei/events/credit/events.ts'
import type { licenceEvents } from '@jianwei/events/licence/events.ts'
import type { reviewEvents } from '@jianwei/events/review/events.ts'
import type { sensingEvents } from '@jianwei/events/sensing/events.ts'
import type { subjectEvents } from '@jianwei/events/subject/events.ts'
import type { supervisionEvents } from '@jianwei/events/supervision/events.ts'
import type { z } from 'zod'

type FactDefinition = (
  | typeof subjectEvents
  | typeof supervisionEvents
  | typeof complaintEvents
  | typeof creditEvents
  | typeof licenceEvents
  | typeof sensingEvents
  | typeof accidentEvents
  | typeof reviewEvents
)[number]

export type FactType = FactDefinition['type']

/**
 * A type with data that its definition takes, so that a chain which writes anything else does not
 * compile.
 */
export type FactShape = {
  [Type in FactType]: {
    readonly type: Type
    readonly data: z.input<Extract<FactDefinition, { type: Type }>['data']>
  }
}[FactType]
