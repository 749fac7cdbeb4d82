import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { useSignIn } from '#/sign-in/use-sign-in.ts'

/** On a local start: whoever sits at the machine. */
export function TokenForm() {
  const { t } = useTranslation()
  const signIn = useSignIn()
  return (
    <Form<{ readonly token: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ token }) => signIn.mutate({ address: '/v1/sign-in/token', body: { token } })}
    >
      <Form.Item
        name="token"
        label={t('sign_in.token')}
        extra={t('sign_in.token_hint')}
        rules={[{ required: true }]}
      >
        <Input.Password autoComplete="off" />
      </Form.Item>
      {signIn.error !== null && <FailureNotice failure={signIn.error} />}
      <Button htmlType="submit" loading={signIn.isPending}>
        {t('sign_in.submit')}
      </Button>
    </Form>
  )
}
