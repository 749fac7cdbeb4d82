import type { AlertStepRead } from '#/alert/alert-queries.ts'
import { plainText } from '#/parts/plain-text.ts'

/** What a unit was asked for, and what came of it. */
export interface JointPart {
  readonly unit: string
  readonly task: string
  readonly due_at: string | null
  readonly asked_by: string
  readonly asked_at: string
  readonly is: 'open' | 'answered' | 'withdrawn'
  readonly feedback: string | null
}

/** Parts of joint handling in the order in which they were asked for; a unit may be asked again. */
export function partsOf(steps: readonly AlertStepRead[]): readonly JointPart[] {
  const parts: JointPart[] = []
  for (const { type, data, actor, occurred_at } of steps) {
    const unit = plainText(data['unit']) ?? ''
    if (type === 'AlertCooperationAsked') {
      const { task, due_at } = data
      parts.push({
        unit,
        task: plainText(task) ?? '',
        due_at: typeof due_at === 'string' ? due_at : null,
        asked_by: actor,
        asked_at: occurred_at,
        is: 'open',
        feedback: null,
      })
    }
    const is = ENDS[type]
    const at = parts.findLastIndex((part) => part.unit === unit && part.is === 'open')
    const open = parts[at]
    if (is === undefined || open === undefined) continue
    const { feedback } = data
    parts[at] = { ...open, is, feedback: typeof feedback === 'string' ? feedback : null }
  }
  return parts
}

const ENDS: Readonly<Record<string, 'answered' | 'withdrawn'>> = {
  AlertCooperationAnswered: 'answered',
  AlertCooperationWithdrawn: 'withdrawn',
}
