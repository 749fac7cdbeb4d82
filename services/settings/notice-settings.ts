import { join, resolve } from 'node:path'
import { z } from 'zod'
import { addressWith } from '#/settings/server-credentials.ts'
import { says } from '#/settings/setting-meaning.ts'
import type { dataVariables } from '#/settings/settings.ts'

type Values<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>

const HostList = z
  .string()
  .regex(
    /^(https?:\/\/|@)?[A-Za-z0-9.-]+(:\d+)?(,(https?:\/\/|@)?[A-Za-z0-9.-]+(:\d+)?)*$/,
    'expected hosts, separated by commas',
  )
  .transform((text) => text.split(',').map((host) => host.replace(/^https:\/\//, '')))

export const noticeVariables = {
  NOTICE_HOSTS: HostList.optional().meta(
    says(
      'Hosts that notices may be sent to, and no others: `host` or `host:port` over https, ' +
        '`http://host:port` without TLS, `@domain` for mail. Without it, notices go nowhere',
      '允许外发通知的主机名单；未设置时不外发任何通知',
      { expects: '`host:port`, `http://host:port`, `@domain`, separated by commas' },
    ),
  ),
  NOTICE_SECRETS: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'The file with addresses and keys of the endpoints of notices, which only its owner ' +
          'may read. Without it, `notice-secrets.json` in the data folder',
        '存放通知端点地址与密钥的文件，仅属主可读',
        { expects: 'a file' },
      ),
    ),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, 'expected smtp://… or smtps://…')
    .optional()
    .meta(
      says('The server that takes mail with notices', '发送邮件通知的服务器', {
        expects: '`smtp://user:password@host:587`',
        address: true,
      }),
    ),
  SMTP_USER: z
    .string()
    .min(1)
    .optional()
    .meta(says('User at the server for mail', '邮件服务器的用户名', { expects: 'text' })),
  SMTP_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Password at the server for mail, as it is: nothing in it is escaped',
        '邮件服务器的口令，按原文填写，无需转义',
        { expects: 'text', secret: true },
      ),
    ),
  NOTICE_MAIL_FROM: z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/, 'expected a mail address')
    .default('jianwei@localhost')
    .meta(
      says('Who mails with notices come from', '邮件通知的发件人', { expects: 'a mail address' }),
    ),
}

export interface NoticeSettings {
  readonly hosts: readonly string[]
  readonly secrets_file: string
  /** Null: no mail is sent. */
  readonly mail: { readonly url: string; readonly from: string } | null
}

export function noticeSettings(
  values: Values<typeof dataVariables & typeof noticeVariables>,
): NoticeSettings {
  const { SMTP_URL: url, NOTICE_MAIL_FROM: from } = values
  return {
    hosts: values.NOTICE_HOSTS ?? [],
    secrets_file: resolve(
      values.NOTICE_SECRETS ?? join(values.JIANWEI_DATA, 'notice-secrets.json'),
    ),
    mail:
      url === undefined
        ? null
        : { url: addressWith(url, values.SMTP_USER, values.SMTP_PASSWORD), from },
  }
}
