import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { actorSaid } from '#/parts/actor.ts'
import { minuteOf } from '#/parts/times.ts'
import '#/print/paper.css'
import '#/print/paper-screen.css'

export interface PaperProps {
  /** Who prints, and when: on every sheet, so that a copy says whose it is. */
  readonly by: string
  readonly at: string
  readonly back: string
  /** What to know before printing; not on paper. */
  readonly notes: readonly string[]
  readonly children: ReactNode
}

/** A4 sheets, and beside them on the screen alone: the buttons and what to know. */
export function Paper({ by, at, back, notes, children }: PaperProps) {
  const { t } = useTranslation('print')
  const word = useTranslation('words').t
  const mark = t('mark', { who: actorSaid(by, word), time: minuteOf(at) })
  return (
    <div className="paper-desk">
      <div className="paper-bar">
        <button type="button" className="paper-print" onClick={() => window.print()}>
          {t('print')}
        </button>
        <a href={back}>{t('back')}</a>
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </div>
      <main className="paper">
        <p className="paper-mark">{mark}</p>
        {/* Fixed elements stand on every sheet. */}
        {['paper-mark-high', 'paper-mark-middle', 'paper-mark-low'].map((place) => (
          <p key={place} className={`paper-mark-over ${place}`} aria-hidden="true">
            {mark}
          </p>
        ))}
        {children}
      </main>
    </div>
  )
}
