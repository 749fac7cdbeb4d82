import { useTranslation } from 'react-i18next'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { refusalSaid } from '#/desk/refusal-said.ts'
import type { BulkAnswer } from '#/desk/use-bulk.ts'
import { LevelMark } from '#/parts/level-mark.tsx'

/** What is not done comes first: that is what somebody has to look at. */
const OUTCOMES = [
  'refused',
  'changed',
  'unchanged',
  'done',
] as const satisfies readonly BulkAnswer['outcome'][]

export interface BulkAnswersProps {
  readonly items: readonly BulkAnswer[]
  /** Else it is what would become of each. */
  readonly isDone: boolean
  readonly rowOf: (alert_id: string) => ListedAlert | undefined
}

/** What a step comes to with each of many alerts, and why not. */
export function BulkAnswers({ items, isDone, rowOf }: BulkAnswersProps) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const tense = isDone ? 'was' : 'would'
  return (
    <div className="bulk-answers" role="status">
      {OUTCOMES.map((outcome) => {
        const some = items.filter((item) => item.outcome === outcome)
        if (some.length === 0) return null
        return (
          <details key={outcome} open={outcome !== 'done'} className={`bulk-${outcome}`}>
            <summary>{t(`bulk.${tense}.${outcome}`, { count: some.length })}</summary>
            <ul>
              {some.map(({ alert_id, state, code, detail }) => {
                const row = rowOf(alert_id)
                return (
                  <li key={alert_id}>
                    {row !== undefined && <LevelMark level={row.level} />}{' '}
                    {row === undefined ? alert_id : (row.subject_name ?? row.subject_id)}{' '}
                    {state !== null && <small>{words(`state.${state}`)}</small>}
                    {code !== null && <span> {refusalSaid(code, detail, words)}</span>}
                  </li>
                )
              })}
            </ul>
          </details>
        )
      })}
    </div>
  )
}
