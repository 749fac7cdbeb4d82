import { CaseClosed, CaseFiled } from '#/supervision/case.ts'
import { CoercionImposed, CoercionLifted, OtherActionTaken } from '#/supervision/coercion.ts'
import { InspectionConducted, InspectionPlanned, ViolationFound } from '#/supervision/inspection.ts'
import { DecisionPublished, PenaltyDecided } from '#/supervision/penalty.ts'
import { RectificationChecked, RectificationCheckedV1, RectificationOrdered } from '#/supervision/rectification.ts'

/** What departments do to the subjects they watch, in the order in which a matter usually runs. */
export const supervisionEvents = [
  InspectionPlanned,
  InspectionConducted,
  ViolationFound,
  RectificationOrdered,
  RectificationCheckedV1,
  RectificationChecked,
  CaseFiled,
  PenaltyDecided,
  DecisionPublished,
  CaseClosed,
  CoercionImposed,
  CoercionLifted,
  OtherActionTaken,
] as const
