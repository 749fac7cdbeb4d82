import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Card, Divider } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SignInWaysView } from '@jianwei/services/sign-in/routes/session-routes.ts'
import { read } from '#/api/ask.ts'
import { LanguageChoice } from '#/parts/language-choice.tsx'
import { DemonstrationForm } from '#/sign-in/demonstration-form.tsx'
import { PasswordForm } from '#/sign-in/password-form.tsx'
import { TokenForm } from '#/sign-in/token-form.tsx'
import '#/sign-in/sign-in.css'
import { Asked } from '#/parts/asked.tsx'

/** The ways that this server knows; the page that was asked for is opened afterwards. */
export function SignInPage() {
  const { t } = useTranslation()
  const found = useQuery({
    queryKey: ['sign-in-ways'],
    queryFn: ({ signal }) => read<typeof SignInWaysView>('/v1/sign-in/ways', { signal }),
  })
  if (found.data === undefined) return <Asked of={found} />
  const { ways } = found.data
  return (
    <main className="sign-in">
      <Asked of={found} />
      <Card title={<h1>{t('title')}</h1>} extra={<LanguageChoice />}>
        <p>{t('subtitle')}</p>
        {ways.includes('demonstration') && <DemonstrationForm />}
        {ways.includes('local-token') && <TokenForm />}
        {ways.includes('oidc') && <a href="/v1/sign-in/oidc">{t('sign_in.oidc')}</a>}
        {ways.includes('password') && (
          <>
            {ways.length > 1 && <Divider />}
            <PasswordForm />
          </>
        )}
        <p>
          <small>{t('sign_in.kept')}</small>
        </p>
        <p>
          <Link to="/public">{t('sign_in.public')}</Link>
        </p>
      </Card>
    </main>
  )
}
