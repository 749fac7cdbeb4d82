import type { z } from 'zod'
import { InstantSchema } from '@jianwei/events/instant.ts'
import { Code, Words } from '@jianwei/events/vocabulary.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import {
  given,
  reasonField,
  reasonIfAny,
  type AlertStepDefinition,
} from '#/server/routes/alert-step.ts'

/*
 * Steps that are taken with one alert at their own address, and with many alerts in one order: how
 * they are sent and what they decide is the same.
 */

export const sign = defined('sign', reasonIfAny, ({ reason }, { decide, at }, who) => {
  decide({ type: 'SignForAlert', data: { ...who, ...given(reason) }, at })
})

export const assign = defined(
  'assign',
  { to: Words.meta({ description: 'The account of the person' }), ...reasonField },
  (body, { decide }, who) => {
    decide({ type: 'AssignAlert', data: { ...who, ...body } })
  },
)

export const route = defined('route', { unit: Code, ...reasonField }, (body, { decide }, who) => {
  decide({ type: 'RouteAlert', data: { ...who, ...body, routing_version: null } })
})

export const transfer = defined(
  'transfer',
  { to: Words.nullable().default(null), unit: Code.optional(), ...reasonField },
  ({ unit, ...body }, { decide }, who) => {
    // An alert that passes on to a person stays in its unit.
    const where = unit === undefined ? {} : { unit }
    decide({ type: 'TransferAlert', data: { ...who, ...body, ...where } })
  },
)

export const escalate = defined(
  'escalate',
  { level: RiskLevel.optional(), due_at: InstantSchema.nullable().default(null), ...reasonField },
  ({ level, ...body }, { decide, alert }, who) => {
    const graver = RiskLevel.options[RiskLevel.options.indexOf(alert.level) - 1] ?? alert.level
    decide({ type: 'EscalateAlert', data: { ...who, ...body, level: level ?? graver } })
  },
)

export const reopen = defined('reopen', reasonField, (body, { decide }, who) => {
  decide({ type: 'ReopenAlert', data: { ...who, ...body } })
})

export const giveBack = defined('return', reasonField, (body, { decide }, who) => {
  decide({ type: 'ReturnAlert', data: { ...who, ...body } })
})

export const silence = defined(
  'silence',
  { until: InstantSchema, ...reasonField },
  (body, { decide, at }, who) => {
    decide({ type: 'SilenceAlert', data: { ...who, ...body }, at })
  },
)

export const tag = defined('tag', { tag: Code }, (body, { decide }, who) => {
  decide({ type: 'TagAlert', data: { ...who, ...body } })
})

export const untag = defined('untag', { tag: Code }, (body, { decide }, who) => {
  decide({ type: 'UntagAlert', data: { ...who, ...body } })
})

export const watch = defined('watch', {}, (_, { decide }, who) => {
  decide({ type: 'WatchAlert', data: who })
})

export const urge = defined('urge', reasonField, (body, { decide }, who) => {
  decide({ type: 'UrgeAlert', data: { ...who, ...body } })
})

function defined<const Name extends string, Shape extends z.core.$ZodLooseShape>(
  name: Name,
  body: Shape,
  commands: AlertStepDefinition<Name, Shape>['commands'],
): AlertStepDefinition<Name, Shape> {
  return { name, body, commands }
}
