import type { SignOutView } from '@jianwei/services/sign-in/routes/session-routes.ts'
import { useTranslation } from 'react-i18next'
import { send } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import { whoQuery, type Who } from '#/api/who.ts'
import { useLiveState } from '#/live/use-live.ts'
import { LanguageChoice } from '#/parts/language-choice.tsx'

/** Whether it is live, the language, and who is signed in. */
export function SideBar({ who }: { readonly who: Who }) {
  const { t } = useTranslation()
  return (
    <div className="shell-side">
      <LiveMark />
      <LanguageChoice />
      <span>{t('account.signed_in_as', { actor: who.actor })}</span>
      <button type="button" onClick={() => void signOut()}>
        {t('account.sign_out')}
      </button>
    </div>
  )
}

function LiveMark() {
  const { t } = useTranslation()
  const state = useLiveState()
  const isOff = state.is === 'off'
  return (
    <span role="status" title={t(isOff ? 'live.off_hint' : 'live.live_hint')}>
      <span aria-hidden="true">{state.is === 'live' ? '● ' : '○ '}</span>
      {isOff ? t('live.off', { seconds: state.retry_in_s }) : t(`live.${state.is}`)}
    </span>
  )
}

async function signOut(): Promise<void> {
  const { end_session_url } = await send<typeof SignOutView>('/v1/sign-out')
  client.clear()
  if (end_session_url === null) window.location.assign('/')
  else window.location.assign(end_session_url)
  await client.resetQueries({ queryKey: whoQuery.queryKey })
}
