import type { SignOutView } from '@jianwei/services/sign-in/routes/session-routes.ts'
import { useTranslation } from 'react-i18next'
import { send } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import { readsAlerts, whoQuery, type Who } from '#/api/who.ts'
import { useLiveState } from '#/live/use-live.ts'
import { actorSaid } from '#/parts/actor.ts'
import { LanguageChoice } from '#/parts/language-choice.tsx'

const HINTS = {
  connecting: 'live.live_hint',
  live: 'live.live_hint',
  off: 'live.off_hint',
  signed_out: 'live.signed_out_hint',
} as const

/** Whether it is live, the language, and who is signed in. */
export function SideBar({ who }: { readonly who: Who }) {
  const { t } = useTranslation()
  const word = useTranslation('words').t
  const signedInAs = t('account.signed_in_as', { actor: actorSaid(who.actor, word) })
  return (
    <div className="shell-side">
      {readsAlerts(who) && <LiveMark />}
      <LanguageChoice />
      <span className="shell-who">{signedInAs}</span>
      <button type="button" title={signedInAs} onClick={() => void signOut()}>
        {t('account.sign_out')}
      </button>
    </div>
  )
}

function LiveMark() {
  const { t } = useTranslation()
  const state = useLiveState()
  const hint = HINTS[state.is]
  return (
    <span role="status" title={t(hint)}>
      <span aria-hidden="true">{state.is === 'live' ? '● ' : '○ '}</span>
      {state.is === 'off' ? t('live.off', { seconds: state.retry_in_s }) : t(`live.${state.is}`)}
      {state.is === 'signed_out' && (
        <button type="button" onClick={() => void askForSignIn()}>
          {t('live.sign_in')}
        </button>
      )}
    </span>
  )
}

/** The page gives way to the sign-in, and its address is kept. */
async function askForSignIn(): Promise<void> {
  await client.resetQueries({ queryKey: whoQuery.queryKey })
}

async function signOut(): Promise<void> {
  const { end_session_url } = await send<typeof SignOutView>('/v1/sign-out')
  client.clear()
  if (end_session_url === null) window.location.assign('/')
  else window.location.assign(end_session_url)
  await client.resetQueries({ queryKey: whoQuery.queryKey })
}
