import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useTitle } from '#/parts/use-title.ts'
import { askedBy, type Asked } from '#/public/asked.ts'
import { PublicationsFound } from '#/public/publications-found.tsx'

const CHARACTERS_MAX = 500

/** What is published of an organisation. What is typed is sent in bodies alone. */
export function PublicationsPage() {
  const { t } = useTranslation('public')
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<Asked>()
  useTitle(t('publications.title'))

  function submit(event: FormEvent): void {
    event.preventDefault()
    setAsked(askedBy(typed))
  }

  return (
    <>
      <h1>{t('publications.title')}</h1>
      <p>{t('publications.about')}</p>
      <form className="public-form" role="search" onSubmit={submit}>
        <div className="public-field">
          <label htmlFor="organisation">{t('publications.field')}</label>
          <p id="organisation-hint" className="public-hint">
            {t('publications.hint')}
          </p>
          <input
            id="organisation"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            maxLength={CHARACTERS_MAX}
            autoComplete="off"
            required
            aria-describedby="organisation-hint"
          />
        </div>
        <button type="submit" className="public-submit">
          {t('ask')}
        </button>
      </form>
      {asked === undefined ? <p>{t('publications.empty')}</p> : <PublicationsFound asked={asked} />}
    </>
  )
}
