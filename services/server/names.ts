import { nameOn } from '@jianwei/events/organisation/directory.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { regionName } from '#/server/region-name.ts'

/** What codes are called, where only the log knows it. */
export interface Names {
  readonly rule: (ruleId: string, version: number) => string | null
  readonly unit: (unitId: string) => string | null
  readonly region: (region: string | null) => string | null
}

export interface NameParts {
  readonly directory: DirectoryReader
  readonly rules: RuleRegistry
  readonly regions: RegionBook
}

/** Gives names of rules, units and regions as they are on a day. */
export class NameReader {
  readonly #parts: NameParts

  constructor(parts: NameParts) {
    this.#parts = parts
  }

  async at(at: Instant): Promise<Names> {
    const { versions } = await this.#parts.rules.current()
    const titles = new Map(
      versions.map((one) => [`${one.rule_id}@${one.rule_version}`, one.rule?.title.zh ?? null]),
    )
    const { units } = (await this.#parts.directory.known()).directory
    const table = await this.#parts.regions.table()
    const day = dayInChina(at)
    return {
      rule: (id, version) => titles.get(`${id}@${version}`) ?? null,
      unit: (id) => {
        const unit = units.get(id)
        return unit === undefined ? null : nameOn(unit, day)
      },
      region: (region) => regionName(region, table),
    }
  }
}
