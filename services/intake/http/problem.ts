import { z } from 'zod'

export const Reason = z
  .object({
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['TIME_UNREADABLE'] }),
    path: z.string().meta({ description: 'The field in the input', examples: ['data.fine_cents'] }),
    message: z.string(),
  })
  .meta({
    id: 'RefusalReason',
    description: 'Why input was refused 拒收原因; never carries the refused value',
  })

/** RFC 9457; `quarantine_id` where the input was kept. */
export const IntakeProblem = z
  .object({
    type: z.string().meta({ examples: ['urn:jianwei:problem:INPUT_QUARANTINED'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z
      .string()
      .meta({ description: 'Stable; branch on this', examples: ['INPUT_QUARANTINED'] }),
    request_id: z.string(),
    reasons: z.array(Reason).optional(),
    quarantine_id: z.string().optional(),
    event_ids: z
      .array(z.string())
      .optional()
      .meta({ description: 'What the input became, where it was taken before' }),
  })
  .meta({ id: 'IntakeProblem', description: 'Why intake refused a request (RFC 9457)' })
export type IntakeProblem = z.infer<typeof IntakeProblem>
