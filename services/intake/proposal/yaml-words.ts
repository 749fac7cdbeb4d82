/** How names and texts stand in the YAML of a proposal: plain where they can, else quoted. */

const PLAIN = /^[\p{L}_][\p{L}\p{N}_]*$/u
const WORDS_OF_YAML = /^(?:true|false|null|yes|no|on|off|y|n)$/i

export function quoted(text: string): string {
  return PLAIN.test(text) && !WORDS_OF_YAML.test(text)
    ? text
    : /[\p{Cc}]/u.test(text)
      ? JSON.stringify(text)
      : `'${text.replaceAll("'", "''")}'`
}

export function listed(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`
}

/** A template of one column, as YAML. */
export function filledFrom(column: string, before = ''): string {
  return quoted(`${before}{${column}}`)
}

const COMMENT_CHARACTERS_MAX = 60

/** A comment is one line, and no longer than somebody reads. */
export function inComment(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  return line.length <= COMMENT_CHARACTERS_MAX ? line : `${line.slice(0, COMMENT_CHARACTERS_MAX)}…`
}
