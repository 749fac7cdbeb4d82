import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptedLanguage, type Language } from '#/language/language.ts'
import { inLanguage } from '#/language/translation.ts'

const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' }

export function languageOf(request: Pick<FastifyRequest, 'headers'>): Language {
  return acceptedLanguage(request.headers['accept-language'])
}

/** Says in which language the answer is. */
export function sayLanguage(reply: FastifyReply, language: Language): void {
  reply.header('content-language', TAGS[language])
}

/**
 * What is wrong is said in the language of who asks, wherever an answer has it: what was refused is
 * kept in English. Answers depend on the language, and say so to caches.
 */
export function answerInLanguage(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, reply, answer) => {
    const language = languageOf(request)
    const told = toldIn(language, answer)
    if (told !== answer) sayLanguage(reply, language)
    return told
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    if (String(reply.getHeader('content-type')).includes('json'))
      reply.header('vary', varied(reply.getHeader('vary')))
    return payload
  })
}

function varied(before: number | string | readonly string[] | undefined): string {
  const named = before === undefined ? [] : [before].flat().map(String)
  return [...named, 'accept-language'].join(', ')
}

type Fields = Readonly<Record<string, unknown>>

/** Whatever says why; the same object where nothing of it is said otherwise. */
export function toldIn(language: Language, value: unknown): unknown {
  if (language === 'en' || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => toldIn(language, item))
    return items.every((item, at) => item === value[at]) ? value : items
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  // A date, a buffer or a stream is no part of a view.
  return prototype === Object.prototype || prototype === null
    ? objectIn(language, value as Fields)
    : value
}

function objectIn(language: Language, fields: Fields): Fields {
  const { code, path, message, type } = fields
  const tellsWhy = typeof code === 'string' || typeof path === 'string'
  const told: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    // What an event of the log says stays as it was said.
    if (name === 'data' && typeof type === 'string') continue
    const said =
      name === 'message' && tellsWhy && typeof message === 'string'
        ? inLanguage(message, language)
        : toldIn(language, value)
    if (said !== value) told[name] = said
  }
  return Object.keys(told).length === 0 ? fields : { ...fields, ...told }
}
