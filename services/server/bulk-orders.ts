import { z } from 'zod'
import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import type { BulkStep } from '#/desk/bulk-steps.ts'
import { ASSIGN_EACH, assignEach } from '#/server/assignments/assign-each.ts'
import { closeAlert } from '#/desk/step-orders.ts'
import { reasonField, type AlertStepDefinition } from '#/server/routes/alert-step.ts'
import {
  assign,
  escalate,
  giveBack,
  reopen,
  route,
  sign,
  silence,
  tag,
  transfer,
  untag,
  urge,
  watch,
} from '#/server/routes/shared-steps.ts'

/** Many are closed at once only after somebody has looked at each. */
export class AlertNeverOpened extends DomainError {
  override readonly name = 'AlertNeverOpened'
  readonly code = 'ALERT_NEVER_OPENED'

  constructor(alertId: string) {
    super(`nobody has opened alert ${alertId}: it cannot be closed among many`)
  }
}

/** A step as one of an order: how it is sent there, and how it is read. */
function ofMany<const Name extends string, Shape extends z.core.$ZodLooseShape>({
  name,
  body: shape,
  commands,
}: AlertStepDefinition<Name, Shape>) {
  const Body = z.strictObject(shape)
  return {
    schema: z.strictObject({ name: z.literal(name), ...shape }),
    /** Throws a ZodError where the body is not one of this step. */
    read: (sent: { readonly name: string }): BulkStep => {
      const { name: _name, ...fields } = sent
      const body = Body.parse(fields)
      return { name, body, commands: (deciding, who) => commands(body, deciding, who) }
    },
  }
}

const STEPS = {
  sign: ofMany(sign),
  assign: ofMany(assign),
  route: ofMany(route),
  transfer: ofMany(transfer),
  return: ofMany(giveBack),
  escalate: ofMany(escalate),
  reopen: ofMany(reopen),
  silence: ofMany(silence),
  tag: ofMany(tag),
  untag: ofMany(untag),
  watch: ofMany(watch),
  urge: ofMany(urge),
  close: ofMany({
    name: 'close',
    body: {
      reason_code: ClosingReason,
      despite_open_parts: Passage.nullable().default(null),
      ...reasonField,
    },
    commands: ({ reason, ...closing }, deciding, who) => {
      if (deciding.alert.viewers.length === 0) throw new AlertNeverOpened(who.alert_id)
      return closeAlert(deciding, { ...who, reason }, closing)
    },
  }),
}

export const BulkStepField = z.discriminatedUnion('name', [
  STEPS.sign.schema,
  STEPS.assign.schema,
  STEPS.route.schema,
  STEPS.transfer.schema,
  STEPS.return.schema,
  STEPS.escalate.schema,
  STEPS.reopen.schema,
  STEPS.silence.schema,
  STEPS.tag.schema,
  STEPS.untag.schema,
  STEPS.watch.schema,
  STEPS.urge.schema,
  STEPS.close.schema,
])
export type BulkStepField = z.output<typeof BulkStepField>

/** The step as it was sent, also when it is read again from what a preview noted. */
export function readBulkStep({ name: noted, ...fields }: { readonly name: string }): BulkStep {
  // Not sent by name: a form with its rows is what it comes from.
  if (noted === ASSIGN_EACH) return assignEach(fields)
  const sent = { ...fields, name: noted }
  const { name } = BulkStepField.parse(sent)
  return STEPS[name].read(sent)
}
