import { randomId } from '#/api/random-id.ts'

/** The same key for the same form, so that a form that is sent again is taken once. */
export type KeyOfForm = (form: object) => string

export function formKeys(): KeyOfForm {
  const keys = new Map<string, string>()
  return (form) => {
    const text = JSON.stringify(form)
    const key = keys.get(text) ?? randomUuid()
    keys.set(text, key)
    return key
  }
}

/** Version 4, of a source that needs no secure context. */
export function randomUuid(): string {
  const id = randomId()
  // One of 8, 9, a and b, which the digit decides that stands there.
  const variant = ((Number.parseInt(id.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    id.slice(0, 8),
    id.slice(8, 12),
    `4${id.slice(13, 16)}`,
    `${variant}${id.slice(17, 20)}`,
    id.slice(20),
  ].join('-')
}
