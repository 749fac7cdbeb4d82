import { useId, useState } from 'react'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'

const WORDS_CHARACTERS_MAX = 200

export interface WordsFormProps {
  readonly words: string
  readonly find: (words: string) => void
}

/** Ids and names of subjects, which go in the body of the question. */
export function WordsForm({ words, find }: WordsFormProps) {
  const { t } = useTranslation('history')
  const id = useId()
  const [typed, setTyped] = useState(words)
  return (
    <form
      role="search"
      className="history-words"
      onSubmit={(event) => {
        event.preventDefault()
        find(typed.trim())
      }}
    >
      <label htmlFor={id} className="out-of-sight">
        {t('words')}
      </label>
      <Input
        id={id}
        value={typed}
        maxLength={WORDS_CHARACTERS_MAX}
        placeholder={t('words_hint')}
        allowClear
        autoComplete="off"
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button type="primary" htmlType="submit">
        {t('find')}
      </Button>
    </form>
  )
}
