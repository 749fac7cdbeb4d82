import { useMemo, useState } from 'react'
import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Section } from '#/parts/section.tsx'
import { bytesOfBase64, hexRows, hidesSomething, textOf } from '#/sources/bytes.ts'
import type { RefusedWhole } from '#/sources/source-queries.ts'

const LINES_STEP = 500
const HEX_ROWS_STEP = 128

/** What was sent, as it was sent: as text with numbers of lines, or byte by byte. */
export function OriginalSection({ entry }: { readonly entry: RefusedWhole }) {
  const { t } = useTranslation('sources')
  const [as, setAs] = useState<'text' | 'hex'>('text')
  const bytes = useMemo(
    () => (entry.original === null ? undefined : bytesOfBase64(entry.original)),
    [entry.original],
  )
  const text = bytes === undefined ? entry.preview : textOf(bytes, entry.content_type)
  return (
    <Section
      title={t('input.original')}
      aside={
        bytes !== undefined && (
          <Segmented
            value={as}
            onChange={setAs}
            options={[
              { value: 'text', label: t('input.as_text') },
              { value: 'hex', label: t('input.as_hex') },
            ]}
          />
        )
      }
    >
      {text === null && <p className="notice">{t('input.not_text')}</p>}
      {text !== null && bytes === undefined && <p className="notice">{t('input.masked')}</p>}
      {text !== null && as === 'text' && <Lines text={text} />}
      {text !== null && as === 'text' && bytes !== undefined && hidesSomething(text) && (
        <p className="notice">{t('input.control')}</p>
      )}
      {bytes !== undefined && as === 'hex' && <Hex bytes={bytes} />}
      <p className="soft">{t('input.audited')}</p>
    </Section>
  )
}

export function Lines({ text }: { readonly text: string }) {
  const { t } = useTranslation('sources')
  const [shown, setShown] = useState(LINES_STEP)
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  return (
    <>
      <ol className="code-lines">
        {lines.slice(0, shown).map((line, index) => (
          // Lines have no names but their numbers.
          <li key={index}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
      {lines.length > shown && (
        <Button onClick={() => setShown(shown + LINES_STEP)}>
          {t('more')} ({shown}/{lines.length})
        </Button>
      )}
    </>
  )
}

function Hex({ bytes }: { readonly bytes: Uint8Array }) {
  const { t } = useTranslation('sources')
  const [shown, setShown] = useState(HEX_ROWS_STEP)
  const rows = hexRows(bytes, shown)
  const isMore = rows.length === shown && bytes.length > shown * 16
  return (
    <>
      <pre className="hex" tabIndex={0} aria-label={t('input.as_hex')}>
        {rows.map(({ offset, hex, ascii }) => `${offset}  ${hex.padEnd(47)}  ${ascii}`).join('\n')}
      </pre>
      {isMore && <Button onClick={() => setShown(shown + HEX_ROWS_STEP)}>{t('more')}</Button>}
    </>
  )
}
