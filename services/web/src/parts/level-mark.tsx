import { useTranslation } from 'react-i18next'
import '#/parts/level-mark.css'

export type Level = 'red' | 'orange' | 'yellow' | 'blue'

/** A shape for each level, so that nobody depends on seeing the colour. */
const SHAPES: Readonly<Record<Level, string>> = {
  red: 'M8 1l7 13H1z',
  orange: 'M8 1l7 7-7 7-7-7z',
  yellow: 'M2 2h12v12H2z',
  blue: 'M8 1a7 7 0 100 14A7 7 0 008 1z',
}

/** The level by colour, shape and word. */
export function LevelMark({ level }: { readonly level: Level }) {
  const { t } = useTranslation('words')
  return <LevelSign level={level} word={t(`level.${level}`)} />
}

/** The same where the word is at hand, as for each of many rows. */
export function LevelSign({ level, word }: { readonly level: Level; readonly word: string }) {
  return (
    <span className={`level-mark level-${level}`}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[level]} fill="currentColor" />
      </svg>
      {word}
    </span>
  )
}
