import { z } from 'zod'
import { says } from '#/settings/setting-meaning.ts'

/** When subjects that are known by name only are linked without anybody's doing. */
export const linkVariables = {
  LINK_SUBJECTS_FROM: z
    .string()
    .regex(/^(none|0\.9\d{0,2})$/, 'expected none, or a score from 0.9 to 0.999')
    .default('none')
    .meta(
      says(
        'From which score on a subject that is known by name only is linked with that of a ' +
          'register by itself, where nobody else comes near; `none`: people decide',
        '仅有名称的对象与登记对象的匹配分值达到多少且无相近者时自动关联；none 表示一律由人员确认',
        { expects: '`none`, or a score from 0.9 to 0.999' },
      ),
    ),
}

/** The score; null where people decide. */
export function linkByItself({
  LINK_SUBJECTS_FROM,
}: z.infer<z.ZodObject<typeof linkVariables>>): number | null {
  return LINK_SUBJECTS_FROM === 'none' ? null : Number(LINK_SUBJECTS_FROM)
}
