import { z } from 'zod'
import { AccountName } from '#/access/account-events.ts'
import { defineEvent, personal } from '#/define-event.ts'
import { Code, Words } from '#/vocabulary.ts'

/** How somebody proves who it is. */
export const SIGN_IN_WAYS = ['password', 'oidc', 'demonstration', 'local-token'] as const

export const SignedIn = defineEvent(
  'SignedIn',
  1,
  {
    role: 'record',
    title: { en: 'Signed in', zh: '登录' },
    meaning: { en: 'Somebody began a session.', zh: '某账户登录并开始会话。' },
  },
  {
    account: personal(Words),
    /** Names the session, and opens nothing. */
    session_id: Code,
    way: z.enum(SIGN_IN_WAYS),
    /** False where it could be read on the way. */
    encrypted: z.boolean(),
  },
)
export type SignedIn = z.infer<typeof SignedIn.data>

export const SignInFailed = defineEvent(
  'SignInFailed',
  1,
  {
    role: 'record',
    title: { en: 'Sign-in failed', zh: '登录失败' },
    meaning: {
      en: 'Somebody tried to sign in and was refused, with the code of the reason.',
      zh: '登录被拒，附原因代码。',
    },
  },
  {
    /** Absent where there is no such account: what was typed instead may be a password. */
    account: AccountName.optional(),
    way: z.enum(SIGN_IN_WAYS),
    code: Code,
  },
)
export type SignInFailed = z.infer<typeof SignInFailed.data>

export const SignedOut = defineEvent(
  'SignedOut',
  1,
  {
    role: 'record',
    title: { en: 'Signed out', zh: '退出登录' },
    meaning: {
      en: 'A session ended: by its owner, by an administrator or by the identity provider.',
      zh: '会话结束：本人退出、管理员终止或身份提供方通知。',
    },
  },
  {
    account: personal(Words),
    session_id: Code,
    by: z.enum(['owner', 'administrator', 'identity-provider']),
    actor: personal(Words),
  },
)
export type SignedOut = z.infer<typeof SignedOut.data>

export const sessionEvents = [SignedIn, SignInFailed, SignedOut] as const
