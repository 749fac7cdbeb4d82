import { z } from 'zod'
import { maskedField } from '#/access/masked-answer.ts'
import { Problem } from '#/http/problem.ts'
import { FieldChangeView } from '#/server/views/field-change-view.ts'
import { AlertStateView } from '#/server/views/alert-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

export const AlertStepTakenView = z
  .object({
    alert_id: z.uuid(),
    state: AlertStateView,
    revision: z.int().meta({ description: 'Of the alert now: what the next `If-Match` names' }),
    position: z.int().nullable().meta({
      description:
        'Where in the log it was written; null where it had been so before and nothing was written',
    }),
    undo: z
      .object({
        step: z.string().meta({
          description: 'Send the body to `POST /v1/alerts/{alert_id}/<step>`',
          examples: ['untag'],
        }),
        body: z.record(z.string(), z.unknown()),
        state: AlertStateView.meta({ description: 'Where the alert is then' }),
        exact: z.boolean().meta({
          description:
            'Whether all that the step changed is then as it was. Else it goes further back, and ' +
            'some of it has to be done again',
        }),
      })
      .nullable()
      .default(null)
      .meta({
        description:
          'The step that makes up for this one 撤销, with `revision` as `If-Match`: it is on ' +
          'record like any other. Null where nothing was written, and where the desk has none',
      }),
  })
  .meta({
    id: 'AlertStepTaken',
    description: 'Where an alert is now. Lists show it as soon as the log is read that far',
  })

export const AlertChangedProblem = Problem.extend({
  revision: z
    .int()
    .optional()
    .meta({ description: 'Of the alert now, where somebody else was faster' }),
  changes: z
    .array(
      z.object({
        type: z.string().meta({ examples: ['AlertSignedFor'] }),
        actor: z.string(),
        reason: z.string().nullable(),
        occurred_at: Time,
        position: z.int(),
        changes: z.array(FieldChangeView),
        ...maskedField,
      }),
    )
    .optional()
    .meta({ description: 'What others did since the revision of `If-Match`; the newest 20' }),
}).meta({
  id: 'AlertStepProblem',
  description: 'The step is refused, or somebody else changed the alert meanwhile',
})
