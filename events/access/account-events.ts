import { z } from 'zod'
import { RoleName } from '#/access/roles.ts'
import { defineEvent, personal } from '#/define-event.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Passage, Words } from '#/vocabulary.ts'

/**
 * The name of an account: what other events call `actor`. It is chosen by the office, and is no
 * personal number.
 */
export const AccountName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._:-]{0,99}$/, 'expected small letters, digits, dots, hyphens, colons')
export const ACCOUNT_KINDS = ['person', 'service'] as const

const decided = { actor: personal(Words), reason: personal(Passage) }

export const AccountOpened = defineEvent(
  'AccountOpened',
  1,
  {
    role: 'record',
    title: { en: 'Account opened', zh: '账户开立' },
    meaning: {
      en: 'A person, or a system of a department, was made known and may be given roles.',
      zh: '登记一名人员或部门系统，可对其授予角色。',
    },
  },
  {
    account: AccountName,
    kind: z.enum(ACCOUNT_KINDS),
    /** How people call who it is. */
    name: personal(Words).optional(),
    /** Of a person, as the identity provider names him or her (`sub`). */
    oidc_subject: personal(Words).optional(),
    ...decided,
  },
)
export type AccountOpened = z.infer<typeof AccountOpened.data>

export const AccountClosed = defineEvent(
  'AccountClosed',
  1,
  {
    role: 'record',
    title: { en: 'Account closed', zh: '账户注销' },
    meaning: {
      en: 'Nobody signs in with the account any more; its keys and sessions ended with it.',
      zh: '账户停止使用，其密钥与会话同时失效。',
    },
  },
  { account: AccountName, ...decided },
)
export type AccountClosed = z.infer<typeof AccountClosed.data>

export const AccountLocked = defineEvent(
  'AccountLocked',
  1,
  {
    role: 'record',
    title: { en: 'Account locked', zh: '账户锁定' },
    meaning: {
      en: 'After too many failed attempts nobody signs in with the account until a time.',
      zh: '多次登录失败后，账户在某时之前不能登录。',
    },
  },
  { account: AccountName, until: InstantSchema, failures: z.int().min(0), ...decided },
)
export type AccountLocked = z.infer<typeof AccountLocked.data>

export const AccountUnlocked = defineEvent(
  'AccountUnlocked',
  1,
  {
    role: 'record',
    title: { en: 'Account unlocked', zh: '账户解锁' },
    meaning: { en: 'A lock ended before its time.', zh: '账户锁定提前解除。' },
  },
  { account: AccountName, ...decided },
)
export type AccountUnlocked = z.infer<typeof AccountUnlocked.data>

export const AccountInvited = defineEvent(
  'AccountInvited',
  1,
  {
    role: 'record',
    title: { en: 'Account invited', zh: '账户邀请' },
    meaning: {
      en: 'A link was made with which its holder sets a password, once and until a time.',
      zh: '生成一次性链接，持有人可在有效期内设置口令。',
    },
  },
  { account: AccountName, link_hash: Code, expires_at: InstantSchema, ...decided },
)
export type AccountInvited = z.infer<typeof AccountInvited.data>

export const PasswordSet = defineEvent(
  'PasswordSet',
  1,
  {
    role: 'record',
    title: { en: 'Password set', zh: '口令设置' },
    meaning: {
      en: 'The holder of a one-time link set the password; only its hash is kept.',
      zh: '一次性链接持有人设置口令，仅保存其哈希。',
    },
  },
  {
    account: AccountName,
    /** Argon2id, in the notation of PHC strings: parameters, salt, hash. */
    password_hash: Words,
    /** Of the link that was used up. */
    link_hash: Code,
  },
)
export type PasswordSet = z.infer<typeof PasswordSet.data>

/** A role where it holds; what is null is not limited. */
export const GrantedRole = z.strictObject({
  role: RoleName,
  region: RegionIdSchema.nullable(),
  domain: Code.nullable(),
  department: Words.nullable(),
})
export type GrantedRole = z.infer<typeof GrantedRole>

export const RoleGranted = defineEvent(
  'RoleGranted',
  1,
  {
    role: 'record',
    title: { en: 'Role granted', zh: '角色授予' },
    meaning: {
      en: 'An account was given a role in a region, a domain and a department.',
      zh: '授予账户在某区域、领域、部门的角色。',
    },
  },
  { account: AccountName, grant: GrantedRole, ...decided },
)
export type RoleGranted = z.infer<typeof RoleGranted.data>

export const RoleWithdrawn = defineEvent(
  'RoleWithdrawn',
  1,
  {
    role: 'record',
    title: { en: 'Role withdrawn', zh: '角色收回' },
    meaning: { en: 'A role was taken from an account.', zh: '收回账户的角色。' },
  },
  { account: AccountName, grant: GrantedRole, ...decided },
)
export type RoleWithdrawn = z.infer<typeof RoleWithdrawn.data>

export const accountEvents = [
  AccountOpened,
  AccountClosed,
  AccountLocked,
  AccountUnlocked,
  AccountInvited,
  PasswordSet,
  RoleGranted,
  RoleWithdrawn,
] as const
