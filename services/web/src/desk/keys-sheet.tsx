import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const KEYS = [
  ['J', 'next'],
  ['K', 'previous'],
  ['Enter', 'open'],
  ['Esc', 'close_panel'],
  ['X', 'select'],
  ['S', 'sign'],
  ['V', 'verify'],
  ['C', 'close'],
  ['Z', 'undo'],
  ['T', 'take_next'],
  ['R', 'read_anew'],
  ['/', 'search'],
  ['?', 'sheet'],
] as const

/** The sheet of keys. */
export function KeysSheet({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('desk')
  return (
    <Modal open title={t('keys.title')} footer={null} onCancel={close}>
      <dl className="keys-sheet">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${meaning}`)}</dd>
          </div>
        ))}
      </dl>
      <p>{t('keys.hint')}</p>
    </Modal>
  )
}
