import { z } from 'zod'
import { AccountName } from '#/access/account-events.ts'
import { SendingScope } from '#/access/sending-scope.ts'
import { defineEvent, personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Passage, Words } from '#/vocabulary.ts'

const decided = { actor: personal(Words), reason: personal(Passage) }

export const ApiKeyIssued = defineEvent(
  'ApiKeyIssued',
  1,
  {
    role: 'record',
    title: { en: 'API key issued', zh: '接口密钥签发' },
    meaning: {
      en: 'A system got a key, with what it may send and until when; only its hash is kept.',
      zh: '向系统签发密钥，载明报送范围与有效期，仅保存其哈希。',
    },
  },
  {
    account: AccountName,
    /** Part of the key that may be shown. */
    key_id: Code,
    /** SHA-256 of the key, in hexadecimal digits. */
    key_hash: Code,
    /** Null for a key that sends nothing and only asks. */
    sends: SendingScope.nullable(),
    expires_at: InstantSchema,
    ...decided,
  },
)
export type ApiKeyIssued = z.infer<typeof ApiKeyIssued.data>

export const ApiKeyRotated = defineEvent(
  'ApiKeyRotated',
  1,
  {
    role: 'record',
    title: { en: 'API key rotated', zh: '接口密钥轮换' },
    meaning: {
      en: 'A key got a successor with the same scope; both are valid until the old one ends.',
      zh: '密钥由范围相同的新密钥接替，旧密钥失效前两者均有效。',
    },
  },
  {
    account: AccountName,
    key_id: Code,
    successor_id: Code,
    /** When the old one ends. */
    ends_at: InstantSchema,
    ...decided,
  },
)
export type ApiKeyRotated = z.infer<typeof ApiKeyRotated.data>

export const ApiKeyRevoked = defineEvent(
  'ApiKeyRevoked',
  1,
  {
    role: 'record',
    title: { en: 'API key revoked', zh: '接口密钥吊销' },
    meaning: { en: 'A key ended at once.', zh: '密钥立即失效。' },
  },
  { account: AccountName, key_id: Code, ...decided },
)
export type ApiKeyRevoked = z.infer<typeof ApiKeyRevoked.data>

/** First part of the names of a department's topics: a word and a dot. */
export const TopicPrefix = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,48}\.$/, 'expected small letters, digits, hyphens, and a dot')

export const TopicPrefixBound = defineEvent(
  'TopicPrefixBound',
  1,
  {
    role: 'record',
    title: { en: 'Topic prefix bound', zh: '主题前缀绑定' },
    meaning: {
      en: "Messages of topics with the prefix are a department's, within what it may send.",
      zh: '带该前缀的主题归属某部门，其消息受报送范围约束。',
    },
  },
  { account: AccountName, prefix: TopicPrefix, sends: SendingScope, ...decided },
)
export type TopicPrefixBound = z.infer<typeof TopicPrefixBound.data>

export const TopicPrefixReleased = defineEvent(
  'TopicPrefixReleased',
  1,
  {
    role: 'record',
    title: { en: 'Topic prefix released', zh: '主题前缀解绑' },
    meaning: {
      en: "The prefix is nobody's; messages of its topics are refused.",
      zh: '主题前缀不再归属任何部门，其消息一律拒收。',
    },
  },
  { account: AccountName, prefix: TopicPrefix, ...decided },
)
export type TopicPrefixReleased = z.infer<typeof TopicPrefixReleased.data>

export const keyEvents = [
  ApiKeyIssued,
  ApiKeyRotated,
  ApiKeyRevoked,
  TopicPrefixBound,
  TopicPrefixReleased,
] as const
