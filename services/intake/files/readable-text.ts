import { charsetOf, decoderOf, type Charset } from '#/intake/files/charset.ts'

/**
 * Bytes as somebody can read them, whatever they are: as what they are said to be, else as what
 * they look like. What belongs to no text is U+FFFD.
 */
export function readableText(bytes: Uint8Array, said: Charset | undefined): string {
  const told = decoderOf(said ?? 'utf-8')(bytes)
  if (told !== undefined) return told
  const found = charsetOf(bytes)
  return decoderOf(found)(bytes) ?? new TextDecoder(found).decode(bytes)
}

// What stands for itself in a text of several lines: the line feed, and nothing else.
const HIDDEN = /[^\P{Cc}\n]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu
const PICTURES = 0x2400
const DELETE = 0x7f

/** Characters that nobody sees stand as their signs: `␀`, `␉`, `⟨200B⟩`. */
export function withSigns(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0)
    if (code === DELETE) return '␡'
    if (code < 0x20) return String.fromCharCode(PICTURES + code)
    return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}
