import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { randomId } from '#/api/random-id.ts'
import { sendStep, type StepName, type StepTaken } from '#/parts/send-step.ts'
import { pressable } from '#/parts/keys.ts'
import '#/parts/undo-notice.css'

const SHOWN_S = 10
const FAILED_S = 15

/**
 * Says that a step was taken, and offers the one that makes up for it: by a button, and by the key
 * z while it is shown. What was done is on record at once; undoing it is one more step.
 */
export function useUndoNotice(): (step: StepName, taken: StepTaken) => void {
  const { message } = App.useApp()
  const { t } = useTranslation('words')

  return (step, { alert_id, revision, undo }) => {
    const key = `step-${randomId()}`
    const done = t(`step_done.${step}`)
    if (undo === null) {
      message.success({ key, content: done, duration: SHOWN_S / 2 })
      return
    }
    const undoKey = randomId()
    const takeBack = async (): Promise<void> => {
      forget()
      message.loading({ key, content: t('undo.going_on'), duration: 0 })
      try {
        await sendStep({
          alert_id,
          // Of the server's own table of steps.
          step: undo.step as StepName,
          body: undo.body,
          revision,
          key: undoKey,
        })
        message.success({ key, content: t('undo.done', { done }), duration: SHOWN_S / 2 })
      } catch {
        message.error({ key, content: t('undo.failed', { done }), duration: FAILED_S })
      }
    }
    const forget = pressable({ z: () => void takeBack() })
    message.success({
      key,
      duration: SHOWN_S,
      onClose: forget,
      content: (
        <span className="undo-notice">
          {done}
          {!undo.exact && <small>{t('undo.further', { state: t(`state.${undo.state}`) })}</small>}
          <Button size="small" type="link" onClick={() => void takeBack()}>
            {t('undo.undo')} <kbd>Z</kbd>
          </Button>
        </span>
      ),
    })
  }
}
