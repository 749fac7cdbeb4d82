import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { rulesQuery } from '#/parts/rule-titles.ts'
import { LibraryFacets } from '#/rules/library-facets.tsx'
import { LibraryTable } from '#/rules/library-table.tsx'
import { chosenRules } from '#/rules/library.ts'
import { mayWrite } from '#/rules/steps-of.ts'
import '#/rules/rules.css'
import { Asked } from '#/parts/asked.tsx'

const route = getRouteApi('/rules')

/** Every version of every rule, with its law, its life and what came of it. */
export function RulesPage() {
  const { t } = useTranslation('rules')
  const search = route.useSearch()
  const [text, setText] = useState('')
  const who = useWho()
  const rules = useQuery(rulesQuery)
  if (rules.data === undefined) return <Asked of={rules} />
  const chosen = chosenRules(rules.data, search, text)
  return (
    <>
      <Asked of={rules} />
      <div className="rules-head">
        <h1>{t('title')}</h1>
        {mayWrite(who) && <Link to="/rules/edit">{t('edit.open_new')}</Link>}
      </div>
      <div className="rules-sheet">
        <Input.Search
          className="rules-search"
          allowClear
          aria-label={t('library.search')}
          placeholder={t('library.search')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <LibraryFacets rules={rules.data} search={search} />
        <p role="status">{t('library.shown', { shown: chosen.length, all: rules.data.length })}</p>
        {chosen.length === 0 ? <p>{t('library.empty')}</p> : <LibraryTable rules={chosen} />}
      </div>
    </>
  )
}
