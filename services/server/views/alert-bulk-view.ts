import { z } from 'zod'
import { AlertStepTakenView } from '#/server/views/alert-step-view.ts'
import { AlertStateView } from '#/server/views/alert-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

const BulkAnswerView = z
  .object({
    alert_id: z.uuid(),
    seen_revision: z.int().nullable().meta({ description: 'Null where there is no such alert' }),
    outcome: z.enum(['done', 'unchanged', 'changed', 'refused']).meta({
      description:
        'Taken, or would be; it had been so before; somebody changed the alert since it was ' +
        'seen; not allowed, for the reason given',
    }),
    state: AlertStateView.nullable().meta({ description: 'Where it is then' }),
    revision: z.int().nullable(),
    code: z.string().nullable().meta({ description: 'Why not; branch on this' }),
    detail: z.string().nullable(),
  })
  .meta({ id: 'BulkAnswer', description: 'What a step comes to with one of many alerts' })

export const BulkAnswersView = z
  .object({ items: z.array(BulkAnswerView).readonly() })
  .meta({ id: 'BulkAnswers' })

export const BulkPreviewView = z
  .object({
    token: z.uuid().meta({ description: 'For `POST /v1/alerts/bulk`, once, by you' }),
    expires_at: Time,
    items: z.array(BulkAnswerView).readonly(),
  })
  .meta({ id: 'BulkPreview', description: 'What a step would come to with each of many alerts' })

export const NextAlertView = z
  .object({
    taken: AlertStepTakenView.omit({ position: true })
      .extend({ position: z.int().nullable(), claimed_until: Time })
      .nullable()
      .meta({ description: 'Null where none was free' }),
    passed_over: z
      .int()
      .meta({ description: 'Those that others had taken since the list was made' }),
  })
  .meta({ id: 'NextAlert', description: 'An alert that is claimed by you now' })
