import { z } from 'zod'

/** A time in UTC with milliseconds, as the platform writes it. */
export const Time = z.string().meta({
  format: 'date-time',
  description: 'RFC 3339, UTC',
  examples: ['2026-03-01T01:30:00.000Z'],
})

export const Level = z.enum(['red', 'orange', 'yellow', 'blue']).meta({
  description: 'Risk level 风险等级: red 红 is the gravest, then orange 橙, yellow 黄, blue 蓝',
})

/** What finds the warnings of a rule. */
export const Engine = z.enum(['process', 'sql']).meta({
  description: 'How warnings are found 计算方式: in the process, or by the SQL of the rule',
})

/** The same words in English and Chinese. */
export const Title = z.object({ en: z.string(), zh: z.string() }).meta({ id: 'Title' })
