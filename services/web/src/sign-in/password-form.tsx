import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { useSignIn } from '#/sign-in/use-sign-in.ts'

interface Fields {
  readonly account: string
  readonly password: string
}

export function PasswordForm() {
  const { t } = useTranslation()
  const signIn = useSignIn()
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      onFinish={({ account, password }) =>
        signIn.mutate({ address: '/v1/sign-in', body: { account, password } })
      }
    >
      <Form.Item name="account" label={t('sign_in.account')} rules={[{ required: true }]}>
        <Input autoComplete="username" />
      </Form.Item>
      <Form.Item name="password" label={t('sign_in.password')} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {signIn.error !== null && <FailureNotice failure={signIn.error} />}
      <Button htmlType="submit" loading={signIn.isPending}>
        {t('sign_in.submit')}
      </Button>
    </Form>
  )
}
