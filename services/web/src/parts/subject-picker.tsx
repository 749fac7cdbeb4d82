import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { SubjectView } from '@jianwei/services/server/views/subject-view.ts'
import { send, type Answer } from '#/api/ask.ts'

type FoundSubjects = z.ZodObject<{
  items: z.ZodArray<typeof SubjectView>
  next: z.ZodNullable<z.ZodString>
}>

const PAUSE_MS = 300
const FOUND_MAX = 20

export interface SubjectPickerProps {
  readonly id?: string
  readonly value: string | undefined
  readonly change: (subject_id: string | undefined) => void
}

/** Finds a subject by a name, pinyin, initials or number. What is typed is sent in a body. */
export function SubjectPicker({ id, value, change }: SubjectPickerProps) {
  const { t } = useTranslation('words')
  const [typed, setTyped] = useState('')
  const query = useLater(typed.trim())
  const { data, isFetching } = useQuery({
    queryKey: ['subjects-found', query],
    queryFn: ({ signal }) =>
      send<FoundSubjects>('/v1/subjects/find', { body: { query, limit: FOUND_MAX }, signal }),
    enabled: query !== '',
  })
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      value={value ?? null}
      placeholder={t('subject_picker.hint')}
      loading={isFetching}
      notFoundContent={query === '' || isFetching ? null : t('subject_picker.none')}
      onChange={(chosen) => change(chosen ?? undefined)}
      options={
        data === undefined ? [] : optionsOf(data, t('subject_picker.more', { count: FOUND_MAX }))
      }
    />
  )
}

/** What can be picked; `more` stands below it where not all that was found is listed. */
export function optionsOf({ items, next }: Answer<FoundSubjects>, more: string) {
  const found = items.map(({ subject_id, name }) => ({
    value: subject_id,
    label: name === null ? subject_id : `${name}（${subject_id}）`,
    disabled: false,
  }))
  return next === null ? found : [...found, { value: '', label: more, disabled: true }]
}

/** The value once it has not changed for a moment. */
function useLater(value: string): string {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return later
}
