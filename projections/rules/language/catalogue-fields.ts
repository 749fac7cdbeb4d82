import { catalogue } from '@jianwei/events/catalogue.ts'
import { fieldsOfTypes, type FieldsOfTypes } from '#/rules/language/fields.ts'

/** The fields that facts of the catalogue have. */
export const CATALOGUE_FIELDS: FieldsOfTypes = fieldsOfTypes(catalogue)
