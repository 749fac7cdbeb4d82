import { nameOn } from '@jianwei/events/organisation/directory.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'

/** What codes are called, where only the log knows it. */
export interface Names {
  readonly rule: (ruleId: string, version: number) => string | null
  readonly unit: (unitId: string) => string | null
}

/** Gives names of rules and units as they are on a day. */
export class NameReader {
  readonly #rules: RuleRegistry
  readonly #directory: DirectoryReader

  constructor(directory: DirectoryReader, rules: RuleRegistry) {
    this.#directory = directory
    this.#rules = rules
  }

  async at(at: Instant): Promise<Names> {
    const { versions } = await this.#rules.current()
    const titles = new Map(
      versions.map((one) => [`${one.rule_id}@${one.rule_version}`, one.rule?.title.zh ?? null]),
    )
    const { units } = (await this.#directory.known()).directory
    const day = dayInChina(at)
    return {
      rule: (id, version) => titles.get(`${id}@${version}`) ?? null,
      unit: (id) => {
        const unit = units.get(id)
        return unit === undefined ? null : nameOn(unit, day)
      },
    }
  }
}
