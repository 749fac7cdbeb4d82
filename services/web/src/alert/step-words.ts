import { useTranslation } from 'react-i18next'
import type { StepWords } from '#/alert/step-sentence.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

/** What sentences about steps are made with. */
export function useStepWords(): StepWords {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  return { t, word, unitName: useUnitNames(), eventName: useEventNames() }
}
