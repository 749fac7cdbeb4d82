import { join, resolve } from 'node:path'
import { z } from 'zod'
import { says, wholeNumber } from '#/settings/setting-meaning.ts'

/** What intake is told of files that are sent in over HTTP. */
export const uploadVariables = {
  UPLOADS_DIR: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Where files are kept that are sent in to be imported; several intakes share one. ' +
          'Without it, a folder in the data folder',
        '待导入文件的存放目录，多个接入进程共用；未设置时为数据目录中的目录',
        { expects: 'a folder' },
      ),
    ),
  UPLOAD_BYTES_MAX: wholeNumber(1_000, 1_000_000_000_000)
    .default(4_000_000_000)
    .meta(
      says('How many bytes a file may have that is sent in', '单个上传文件的字节数上限', {
        expects: '1000–1000000000000',
      }),
    ),
  UPLOADS_KEPT_HOURS: wholeNumber(1, 8_760)
    .default(72)
    .meta(
      says(
        'For how many hours a file that was sent in is kept; one that an import reads, longer',
        '上传文件的保留小时数；正在导入的文件保留至导入结束',
        { expects: '1–8760' },
      ),
    ),
  UPLOADS_FREE_BYTES_MIN: wholeNumber(0, 1_000_000_000_000)
    .default(1_000_000_000)
    .meta(
      says(
        'How many bytes stay free on the disk of the uploads: a file that would leave fewer is ' +
          'refused',
        '上传目录所在磁盘须保留的空闲字节数，不足时拒收上传',
        { expects: '0–1000000000000' },
      ),
    ),
}

export interface UploadSettings {
  readonly folder: string
  readonly bytes_max: number
  readonly kept_hours: number
  readonly free_bytes_min: number
}

type Values = z.infer<z.ZodObject<typeof uploadVariables>>

export function uploadSettings(values: Values & { readonly JIANWEI_DATA: string }): UploadSettings {
  return {
    folder: resolve(values.UPLOADS_DIR ?? join(values.JIANWEI_DATA, 'uploads')),
    bytes_max: values.UPLOAD_BYTES_MAX,
    kept_hours: values.UPLOADS_KEPT_HOURS,
    free_bytes_min: values.UPLOADS_FREE_BYTES_MIN,
  }
}
