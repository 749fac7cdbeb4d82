import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { hasCode } from '#/api/failures.ts'
import { useWho } from '#/api/who.ts'
import { mayImport, uploadQuery, type UploadRead } from '#/imports/import-queries.ts'
import { MappingSteps } from '#/imports/mapping-steps.tsx'
import { sizeSaid } from '#/imports/size-said.ts'
import { UploadStep } from '#/imports/upload-step.tsx'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facts.css'
import '#/imports/imports.css'

/** A file, how it is read, what that gives, and then, confirmed, its import. */
export function NewImportPage() {
  const { t } = useTranslation('imports')
  useTitle(t('new.title'))
  const may = mayImport(useWho())
  const { upload } = useSearch({ from: '/imports/new' })
  const navigate = useNavigate()
  const choose = (id: string | undefined): void =>
    void navigate({ to: '/imports/new', search: id === undefined ? {} : { upload: id } })
  return (
    <div className="imports sheet">
      <p>
        <Link to="/imports" search={{}}>
          ‹ {t('back')}
        </Link>
      </p>
      <h1>{t('new.title')}</h1>
      {may ? (
        <>
          <p className="soft">{t('new.lead')}</p>
          {upload === undefined ? (
            <UploadStep done={choose} />
          ) : (
            <Uploaded key={upload} id={upload} choose={choose} />
          )}
        </>
      ) : (
        <p className="empty">{t('may_not')}</p>
      )}
    </div>
  )
}

interface UploadedProps {
  readonly id: string
  /** Goes on with another upload, or with none yet. */
  readonly choose: (id: string | undefined) => void
}

function Uploaded({ id, choose }: UploadedProps) {
  const { t } = useTranslation('imports')
  const found = useQuery(uploadQuery(id))
  if (hasCode(found.error, 'UPLOAD_UNKNOWN'))
    return (
      <>
        <p className="notice" role="alert">
          {t('upload.gone')}
        </p>
        <UploadStep done={choose} />
      </>
    )
  return (
    <>
      <Asked of={found} />
      {found.data !== undefined && (
        <>
          <Section title={t('upload.title')} aside={<Again again={() => choose(undefined)} />}>
            <File of={found.data} />
          </Section>
          <MappingSteps upload={found.data} />
        </>
      )}
    </>
  )
}

function Again({ again }: { readonly again: () => void }) {
  const { t } = useTranslation('imports')
  return (
    <Button size="small" onClick={again}>
      {t('upload.other')}
    </Button>
  )
}

function File({ of }: { readonly of: UploadRead }) {
  const { t } = useTranslation('imports')
  return (
    <dl className="facts">
      <dt>{t('file')}</dt>
      <dd>
        {of.file_name} ({sizeSaid(of.bytes_count)})
      </dd>
      <dt>{t('hash')}</dt>
      <dd>
        <code>{of.sha256}</code>
      </dd>
      <dt>{t('upload.kept')}</dt>
      <dd>{t('upload.kept_until', { at: minuteOf(of.kept_until) })}</dd>
    </dl>
  )
}
