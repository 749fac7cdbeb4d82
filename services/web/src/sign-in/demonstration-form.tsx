import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Role } from '#/api/who.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { useSignIn } from '#/sign-in/use-sign-in.ts'

const ROLES: readonly Role[] = [
  'regulator',
  'supervisor',
  'analyst',
  'department',
  'auditor',
  'administrator',
]

/** On a local start: the console as a role sees it, without an account. */
export function DemonstrationForm() {
  const { t } = useTranslation()
  const { t: word } = useTranslation('words')
  const signIn = useSignIn()
  return (
    <section aria-label={t('sign_in.demo')}>
      <h2>{t('sign_in.demo')}</h2>
      <small>{t('sign_in.demo_hint')}</small>
      <div className="sign-in-roles">
        {ROLES.map((role) => (
          <Button
            key={role}
            type={role === 'regulator' ? 'primary' : 'default'}
            disabled={signIn.isPending}
            onClick={() => signIn.mutate({ address: '/v1/demo-sign-in', body: { role } })}
          >
            {word(`role.${role}`)}
          </Button>
        ))}
      </div>
      {signIn.error !== null && <FailureNotice failure={signIn.error} />}
    </section>
  )
}
