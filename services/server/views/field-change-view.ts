import { z } from 'zod'
import { maskedField } from '#/access/masked-answer.ts'
import type { FieldChange } from '@jianwei/events/alert/step-changes.ts'
import type { Withheld } from '#/server/withheld-ids.ts'

const field = z.string().meta({ examples: ['owner'] })
const values = z.array(z.string())

export const FieldChangeView = z
  .union([
    z.object({
      field,
      from: z.string().nullable(),
      to: z.string().nullable(),
      ...maskedField,
    }),
    z.object({
      field,
      added: values,
      removed: values,
      count_before: z.int().meta({ description: 'How many it had' }),
      count_after: z.int().meta({ description: 'How many it has then' }),
    }),
  ])
  .meta({
    id: 'FieldChange',
    description:
      'Old and new value; of a field with many values, which came and which went 变更前后',
  })

/** Ids that may not be shown are left out, and null as a value. */
export function changeView(
  change: FieldChange,
  withheld: Pick<Withheld, 'shown' | 'of'>,
): z.infer<typeof FieldChangeView> {
  if ('from' in change)
    return { ...change, from: withheld.shown(change.from), to: withheld.shown(change.to) }
  const [added, removed] = [withheld.of(change.added), withheld.of(change.removed)]
  return { ...change, added: added.shown, removed: removed.shown }
}
