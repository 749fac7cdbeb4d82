import { join, resolve } from 'node:path'
import { z } from 'zod'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import { says } from '#/settings/setting-meaning.ts'

/** What the desk is told: where attached files are, and who may close alone. */
export const deskVariables = {
  EVIDENCE_DIR: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Where files are kept that people attach to alerts; several servers share one. Without ' +
          'it, a folder in the data folder',
        '预警单附件的存放目录，多个服务进程共用；未设置时为数据目录中的目录',
        { expects: 'a folder' },
      ),
    ),
  EVIDENCE_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(100_000_000)
    .default(20_000_000)
    .meta(
      says('How many bytes an attached file may have', '单个附件的字节数上限', {
        expects: '1000–100000000',
      }),
    ),
  CLOSING_SECOND_PERSON: z
    .string()
    .regex(
      /^[a-z0-9-]+(,[a-z0-9-]+)*$/,
      'expected none, or levels and ids of rules, separated by commas',
    )
    .default('none')
    .meta(
      says(
        'Alerts that one person alone cannot close: levels (`red`) and ids of rules',
        '须由第二人复核方可办结的预警：级别（red 等）与规则编号',
        { expects: '`none`, or levels and ids of rules, separated by commas' },
      ),
    ),
}

export interface DeskSettings {
  readonly evidence_dir: string
  readonly evidence_bytes_max: number
  readonly second_person: {
    readonly levels: readonly RiskLevel[]
    readonly rules: readonly string[]
  }
}

type Values = z.infer<z.ZodObject<typeof deskVariables>>

export function deskSettings(values: Values & { readonly JIANWEI_DATA: string }): DeskSettings {
  const { EVIDENCE_DIR, EVIDENCE_BYTES_MAX, CLOSING_SECOND_PERSON, JIANWEI_DATA } = values
  const named = CLOSING_SECOND_PERSON === 'none' ? [] : CLOSING_SECOND_PERSON.split(',')
  return {
    evidence_dir: resolve(EVIDENCE_DIR ?? join(JIANWEI_DATA, 'evidence')),
    evidence_bytes_max: EVIDENCE_BYTES_MAX,
    second_person: {
      levels: RiskLevel.options.filter((level) => named.includes(level)),
      rules: named.filter((name) => !RiskLevel.options.some((level) => level === name)),
    },
  }
}
